// Links carry every parameter of a run, and give it back.

import assert from "node:assert/strict";
import { test } from "node:test";
import { linkTo, parse } from "../../www/shell/link.js";

test("a list comes back from a link, an empty one, too", () => {
  const filters = { id: "filters", kind: "integers", default: [8] };
  for (const value of [[400, 200], [7], []]) {
    const address = new URL(linkTo("figure", "autoencoder", { filters: value }, "https://example.org/"));
    assert.deepEqual(parse(/** @type {any} */ (filters), address.searchParams.get("filters") ?? "none"), value);
  }
});
