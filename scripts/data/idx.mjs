// The file format of MNIST, in which pictures are kept here.

/**
 * The head of an IDX file of unsigned bytes: two zeros, type 8, the number of dimensions, then each as big-endian u32.
 * @param {number[]} dimensions
 */
export function idxHeader(dimensions) {
  const header = Buffer.alloc(4 + 4 * dimensions.length);
  header[2] = 8;
  header[3] = dimensions.length;
  dimensions.forEach((size, i) => header.writeUInt32BE(size, 4 + 4 * i));
  return header;
}
