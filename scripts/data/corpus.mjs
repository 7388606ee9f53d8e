// What the texts have in common: words, vocabularies, and the compact file.

/**
 * The words of a text, in order: lower-case letters, a possessive 's cut off.
 * @param {string} text
 */
export function words(text) {
  return (text.toLowerCase().match(/[a-z]+(?:'[a-z]+)*/g) ?? []).map((word) => word.replace(/'s$/, ""));
}

/**
 * Different words, the most frequent first, ties in order of appearance.
 * @param {string[]} tokens
 * @param {number} limit
 */
export function mostFrequent(tokens, limit) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const token of tokens) counts.set(token, (counts.get(token) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a).slice(0, limit).map(([word]) => word);
}

/**
 * A text to be written: documents of sentences of words. Words may have a class each; with `known`, the documents stay
 * apart in the file.
 * @typedef {object} Text
 * @property {string[]} vocabulary
 * @property {number[]} [labels] the class of each word
 * @property {string[]} [classNames]
 * @property {string[][][]} documents
 * @property {{ names: string[], labels: number[], classNames: string[] }} [known] of each document
 */

/**
 * The file, as src/data/read/corpus.rs documents it. Words outside the vocabulary are left out.
 * @param {Text} text
 */
export function encodeCorpus({ vocabulary, labels = [], classNames = [], documents, known }) {
  const sentenceEnd = 0xffff;
  const ids = new Map(vocabulary.map((word, id) => [word, id]));
  /** @type {number[]} */
  const units = [];
  /** @type {number[]} */
  const ends = [];
  let tokens = 0;
  for (const sentences of documents) {
    for (const sentence of sentences) {
      const found = sentence.map((word) => ids.get(word)).filter((id) => id !== undefined);
      tokens += found.length;
      if (found.length > 0) units.push(...found, sentenceEnd);
    }
    ends.push(tokens);
  }
  const header = Buffer.alloc(20);
  header.write("LLCORPUS", "latin1");
  [known ? 2 : 1, classNames.length, vocabulary.length, 0].forEach((value, i) => header.writeUInt16LE(value, 8 + 2 * i));
  header.writeUInt32LE(units.length, 16);
  const parts = [header, lines([...classNames, ...vocabulary]), Uint8Array.from(labels), numbers(units, 2)];
  if (known) {
    parts.push(numbers([documents.length], 4), numbers([known.classNames.length, 0], 2));
    parts.push(lines([...known.classNames, ...known.names]), Uint8Array.from(known.labels), numbers(ends, 4));
  }
  return Buffer.concat(parts);
}

/** @param {string[]} texts */
function lines(texts) {
  return Buffer.from(texts.map((text) => `${text}\n`).join(""), "utf8");
}

/**
 * Little-endian numbers without a sign.
 * @param {number[]} values
 * @param {number} bytes
 */
function numbers(values, bytes) {
  const buffer = Buffer.alloc(bytes * values.length);
  values.forEach((value, i) => buffer.writeUIntLE(value, bytes * i, bytes));
  return buffer;
}
