/**
 * The lessons, in the order in which they build on each other: what the menu of every page lists, what stands at the end
 * of each lesson, and which pages the tests open. `page` is the file in this folder.
 *
 * @typedef {{ id: string, number: number, title: string, claim: string, minutes: number }} Lesson
 */

/** @type {readonly Lesson[]} */
export const LESSONS = Object.freeze([
  {
    id: "counting-words",
    number: 2,
    title: "Counting words",
    claim: "Give each word a column, and a text becomes a row of numbers.",
    minutes: 15,
  },
  {
    id: "words-from-company",
    number: 3,
    title: "Words from company",
    claim: "A word is known by the company it keeps, and two roads lead from company to meaning.",
    minutes: 25,
  },
  {
    id: "flat-shadows",
    number: 6,
    title: "Flat shadows",
    claim: "The best flat shadow keeps the most spread, and unrolls nothing.",
    minutes: 14,
  },
  {
    id: "bent-sheets",
    number: 7,
    title: "Bent sheets",
    claim: "Bend the data flat, and ask every picture what it made up.",
    minutes: 20,
  },
  {
    id: "learning-to-squeeze",
    number: 8,
    title: "Learning to squeeze",
    claim: "A network that has to say the same with fewer numbers learns what matters.",
    minutes: 18,
  },
  {
    id: "latent-walks",
    number: 9,
    title: "Walking in latent space",
    claim: "Between two codes lie things that nobody drew.",
    minutes: 16,
  },
  {
    id: "the-bottleneck",
    number: 10,
    title: "The bottleneck as a principle",
    claim: "Put a price on what a code says, and see what is still worth saying.",
    minutes: 20,
  },
  {
    id: "last-layer",
    number: 11,
    title: "The last layer before the answer",
    claim: "A network that has to name things pulls their kinds apart, layer by layer.",
    minutes: 16,
  },
]);

/** The page of a lesson, from the root of the site. @param {Lesson} lesson */
export function pageOf({ id }) {
  return `www/lessons/${id}.html`;
}
