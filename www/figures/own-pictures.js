/** Pictures from files of the reader's own: PNG and JPEG as the browser decodes them, or a whole IDX file. */

/** Larger files are not read at all: the page would freeze before the library could refuse them. */
const MOST_BYTES = 20_000_000;
/** Pictures read of an IDX file at most; a pad shows one at a time. */
const MOST_PICTURES = 1000;
/** An image's format and depth stand in its first bytes. */
const HEAD = 64;

/** Whether this is a file of IDX labels: one dimension. @param {Uint8Array} bytes its first four, or more */
export const isLabels = (bytes) => bytes[0] === 0 && bytes[1] === 0 && bytes[3] === 1;

/** Of dropped files the one to look at: labels come with their pictures, and have nothing to show. @param {File[]} files */
export async function pictureOf(files) {
  const areLabels = await Promise.all(files.map(async (file) => isLabels(new Uint8Array(await file.slice(0, 4).arrayBuffer()))));
  return files[Math.max(0, areLabels.indexOf(false))];
}

/**
 * @param {import("../engine/client.js").Engine} engine @param {File} file
 * @returns {Promise<{ rows: Float32Array, count: number, columns: number }>} pictures from 0 to 1, one after another
 */
export async function readPictures(engine, file) {
  if (file.size > MOST_BYTES) throw new Error(`${file.name} has ${(file.size / 1e6).toFixed(0)} MB; up to ${MOST_BYTES / 1e6} MB are read`);
  const bytes = new Uint8Array(await file.arrayBuffer());
  // An IDX file begins with two zero bytes, and no image does.
  return bytes.length > 3 && bytes[0] === 0 && bytes[1] === 0 ? readIdx(engine, bytes) : readImage(engine, file, bytes.slice(0, HEAD));
}

/** @param {import("../engine/client.js").Engine} engine @param {Uint8Array} bytes */
async function readIdx(engine, bytes) {
  const data = await engine.call("addFile", bytes, { format: "idx", take: MOST_PICTURES });
  try {
    const [rows, [count, columns]] = await Promise.all([engine.call("matrix", data), engine.call("shape", data)]);
    return { rows, count, columns };
  } finally {
    await engine.call("free", data);
  }
}

/** @param {import("../engine/client.js").Engine} engine @param {File} file @param {Uint8Array} head */
async function readImage(engine, file, head) {
  let bitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    // The library says what the file is; what passes for an image and cannot be decoded is broken.
    await engine.call("centerImage", new Uint8Array(4), { height: 1, width: 1, file: head }).catch((error) => {
      if (error.code !== "empty") throw error;
    });
    throw new Error(`${file.name} begins like an image, but the browser cannot decode it: it may be cut off`);
  }
  const { height, width } = bitmap;
  const canvas = new OffscreenCanvas(width, height);
  const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  const { data } = context.getImageData(0, 0, width, height);
  const rows = await engine.send("centerImage", [data, { height, width, file: head }], [data.buffer]);
  return { rows, count: 1, columns: rows.length };
}
