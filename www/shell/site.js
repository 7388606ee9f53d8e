/** Files of the site, from any of its pages. */

/** @type {Map<string, Promise<Uint8Array>>} */
const files = new Map();

/** The address of a file, named from the root of the site. @param {string} name */
function address(name) {
  // The icon lies at the root, and every page names it.
  const icon = /** @type {HTMLLinkElement | null} */ (document.querySelector('link[rel="icon"]'));
  return new URL(name, icon?.href ?? document.baseURI);
}

/** One file, fetched once. @param {string} name from the root of the site @returns {Promise<Uint8Array>} */
export function file(name) {
  let found = files.get(name);
  if (!found) {
    found = (async () => {
      const from = address(name);
      const response = await fetch(from).catch(() => undefined);
      if (!response?.ok) throw new Error(`${from.pathname} could not be loaded; check the connection and try again`);
      return new Uint8Array(await response.arrayBuffer());
    })();
    found.catch(() => files.delete(name));
    files.set(name, found);
  }
  return found;
}
