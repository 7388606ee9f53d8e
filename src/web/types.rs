//! The shapes of the plain objects that cross the border, for the generated `.d.ts`.

use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** An error of the library: `message` says what was wrong and what would be right, `code` is stable. */
export interface LatentLabError extends Error { code: string }

/** A parameter's value; what a parameter takes is in its description. */
export type ParameterValue = number | boolean | string | number[];
/** Parameters by id; what is left out takes its default. */
export type Parameters = Record<string, ParameterValue | undefined>;

/** A parameter as it describes itself. */
export interface Parameter {
    id: string;
    title: string;
    kind: "integer" | "real" | "choice" | "flag" | "integers";
    /** One sentence of help. */
    help: string;
    /** Whether it may change while the method runs. */
    live: boolean;
    default: ParameterValue;
    min?: number;
    max?: number;
    /** The part of the range that a slider should offer. */
    usual?: [number, number];
    /** Whether a slider should be logarithmic. */
    logarithmic?: boolean;
    options?: string[];
    longest?: number;
}

/** A method, a generator of data, a feature map or a file format, with its parameters. */
export interface Described { id: string; title: string; summary: string; params: Parameter[] }

/** Where a run stands. Steps count every unit of work, set-up included. */
export interface StepReport {
    phase: "setup" | "running" | "done";
    step: number;
    planned: number;
    loss: number | undefined;
}

/** A row-major matrix. */
export interface Matrix { rows: number; columns: number; values: Float32Array }

/** What a method knows about its work, by name. */
export type Details = Record<string, number | string | Float64Array | Matrix>;

/** The true coordinates that data was generated from. */
export interface Factors { names: string[]; values: Float32Array; columns: number }

/** A walk between codes, and how many places it has. */
export interface WalkOptions { kind?: "linear" | "spherical" | "bilinear" | "path"; steps?: number }

/** How far places of a latent space lie from the data's codes. */
export interface Departure {
    /** The code nearest to each place, and the Euclidean distance to it. */
    nearest: Uint32Array;
    distances: Float32Array;
    /** The same over `typical`: 1 is as far as codes usually are from each other. */
    ratios: Float32Array;
    /** The median distance of a code to the nearest other one. */
    typical: number;
    /** What 95 of 100 codes stay below, over `typical`. */
    edge: number;
}

/** Nearest rows, nearest first. */
export interface Neighbors { indices: Uint32Array; distances: Float32Array }

/** What a file is, and the parameters of its format (see `formats()`). */
export interface FileOptions {
    format: "csv" | "npy" | "idx" | "corpus" | "text";
    /** For IDX: a second file with one label per row. */
    labels?: Uint8Array;
    /** For IDX: the rows to read, from the first up to but not including the second. */
    rows?: [number, number];
    [parameter: string]: ParameterValue | Uint8Array | undefined;
}

/** Which space is searched, from where, how far. */
export interface NeighborQuery {
    /** Search the data's own space … */
    data?: number;
    /** … or the embedding of a run. */
    run?: number;
    /** From this row, which is left out of its own neighbors … */
    index?: number;
    /** … or from the row of this name, for example a word … */
    word?: string;
    /** … or from this vector. */
    vector?: Float32Array;
    k?: number;
    metric?: "l2" | "cosine" | "dot";
}

/** Labeled groups of rows. */
export interface Clusters {
    labels: Int32Array;
    counts: Uint32Array;
    /** Root mean square distance from the center. */
    radii: Float64Array;
    /** Between centers, groups × groups. */
    distances: Float64Array;
}

/** Data cast onto one line. */
export interface Shadow {
    /** The direction at length 1, and the mean of all rows, through which the line goes. */
    direction: Float64Array;
    mean: Float64Array;
    /** The place of each row on the line, counted from the mean. */
    places: Float32Array;
    /** The point of the line nearest to each row, n × d. */
    feet: Float32Array;
    /** Variance along the line, in all directions, and the share of the first in the second. */
    variance: number;
    total: number;
    share: number;
}

/**
 * An embedding to be judged: the id of a run, the rows of a data set as they are, or a picture of the rows of a data set,
 * row-major, with 2 components if they are left out. `data` is needed where the judgement compares with the data.
 */
export type Judged = number | { data: number } | { data?: number; embedding: Float32Array; components?: number };

/** What a classifier says of rows: the likeliest class of each, and the probability of each class, rows × classes. */
export interface Answers {
    labels: Int32Array;
    probabilities: Float32Array;
    /** The class of each column of the probabilities. */
    classes: Int32Array;
}

/** How well labels can be read off an embedding: shares from 0 to 1 of rows read right. */
export interface Probe {
    linear: { training: number; heldOut: number };
    neighbors: { heldOut: number };
    /** What always saying the commonest label gets right of the rows held out. */
    majority: number;
    k: number;
    trainingRows: number;
    heldOutRows: number;
}

/** How much of the data's neighborhoods an embedding keeps. */
export interface Quality {
    k: number;
    trustworthiness: number;
    continuity: number;
    /** Share of the k nearest in the data that are among the k nearest in the embedding. */
    neighborhoodPreservation: number;
    /** Where the rows have labels: the share of rows whose label is the most frequent one among their k nearest others. */
    labelAccuracy?: { data: number; embedding: number };
    /** The rows that were judged: all, or a seeded sample of them. */
    rows: Uint32Array;
    /** Whether `rows` is a sample. */
    sampled: boolean;
    /** One value for each of `rows`. */
    perPoint: {
        trustworthiness: Float32Array;
        continuity: Float32Array;
        neighborhoodPreservation: Float32Array;
    };
}

/** Rows, nearest first, and the rank of each in the other space, counted from 1. */
export interface Ranked { indices: Uint32Array; ranks: Uint32Array }

/** The k nearest neighbors of a row in the data and in a picture, compared. */
export interface Confusions {
    /** Near in the picture, not in the data; with their ranks in the data. */
    falseNeighbors: Ranked;
    /** Near in the data, not in the picture; with their ranks in the picture. */
    missingNeighbors: Ranked;
    /** Near in both; with their ranks in the picture. */
    kept: Ranked;
}

/** A Shepard diagram. */
export interface Shepard {
    /** Two row numbers for each pair. */
    pairs: Uint32Array;
    /** Distance of each pair in the data … */
    data: Float32Array;
    /** … and in the embedding. */
    embedding: Float32Array;
    /** Whether the pairs are a sample. */
    sampled: boolean;
    /** Spearman's rank correlation of the two. */
    spearman: number;
    /** Kruskal's stress-1 after the best stretch of the data's distances. */
    stress: number;
}

/** A picture that was brought onto another. */
export interface Alignment {
    aligned: Float32Array;
    /** What remains of the squared distances, as a share of the other picture's extent: 0 for a perfect fit. */
    disparity: number;
    scale: number;
    mirrored: boolean;
}

/** How much pictures of the same rows agree, point by point. */
export interface Stability {
    /** How far each point's places are from their mean, in units of the picture's extent; 0 where all agree. */
    spread: Float32Array;
    meanSpread: number;
    /** All rows, those that move most first. */
    moving: Uint32Array;
    /** The rows whose neighborhoods were compared: all, or a seeded sample of them. */
    rows: Uint32Array;
    sampled: boolean;
    /** For each of `rows`, the share of its k nearest that two pictures have in common, in the mean. */
    overlap: Float32Array;
    meanOverlap: number;
    /** The mean of all pictures, row-major. */
    mean: Float32Array;
}

/** What is known about documents, one for each text, and how they are read (see `addText`). */
export interface DocumentOptions {
    names?: string[];
    labels?: Int32Array | number[];
    /** One name per class: label 0 has the first. */
    labelNames?: string[];
    minCount?: number;
    maxWords?: number;
    stopWords?: "none" | "english";
}

/** The documents of a corpus. */
export interface CorpusDocuments {
    /** Where each ends in the text (exclusive). */
    ends: Uint32Array;
    names: string[] | undefined;
    labels: Int32Array | undefined;
    labelNames: string[] | undefined;
}

/** A matrix by compressed sparse rows: row i has the columns and values from `offsets[i]` up to `offsets[i + 1]`. */
export interface SparseMatrix {
    rows: number;
    columns: number;
    offsets: Uint32Array;
    indices: Uint32Array;
    values: Float32Array;
    /** Share of entries that are zero. */
    zeros: number;
    /** Bytes as it is kept, and as a dense matrix of 32-bit numbers would be. */
    bytes: number;
    denseBytes: number;
}

/** Whose company is counted, and how. */
export interface CompanyOptions {
    words: string[];
    window?: number;
    distanceWeighting?: "none" | "harmonic" | "linear";
    /** k of shifted PPMI. */
    negatives?: number;
    /** Read the text only up to this place. */
    until?: number;
}

/** Tables of words × words, row-major. */
export interface Company {
    /** The words' numbers. */
    words: Uint32Array;
    counts: Float32Array;
    /** −Infinity for pairs that never meet. */
    pmi: Float32Array;
    ppmi: Float32Array;
    shiftedPpmi: Float32Array;
    /** The sum of each word's counts over the whole vocabulary, and over all words. */
    sums: Float64Array;
    total: number;
}

/** Where two words meet. */
export interface Contexts {
    /** How often, in all. */
    total: number;
    /** Places in the text: of the two words, and of the sentence (`end` exclusive), whose words are `words`. */
    encounters: { center: number; context: number; start: number; end: number; words: string[] }[];
}

/** A text as a row of data whose columns are words. */
export interface TextRow {
    /** Columns of its words, ascending, how often each occurs, and the value there. */
    indices: Uint32Array;
    counts: Uint32Array;
    values: Float32Array;
    /** Its words that have no column. */
    unknown: string[];
}

/** A text in an embedding. */
export interface TextCode extends TextRow {
    code: Float32Array;
    /** What each of `indices` adds to the code: words × components, row-major. */
    contributions: Float32Array;
}

/** Words that the answer is near, and far from. */
export interface AnalogyQuery {
    positive?: string[];
    negative?: string[];
    k?: number;
    method?: "3CosAdd" | "3CosMul";
}

/** Words, the best first. */
export interface Ranking { words: string[]; indices: Uint32Array; scores: Float32Array }

/** A pair of words of the text, and what it is contrasted with; words by number, places in the text. */
export interface WordPair {
    /** The word whose input vector v is learned … */
    context: number;
    /** … to predict the center of the window, whose output vector is u₀. */
    center: number;
    contextPlace: number;
    centerPlace: number;
    /** Words drawn at random; draws that hit the center are dropped. */
    negatives: Uint32Array;
}

/** The pairs of the coming step. */
export interface Pairs { step: number; total: number; pairs: WordPair[] }

/** A vector that an update changes; `gradient` is that of the loss. */
export interface VectorChange { before: Float32Array; gradient: Float32Array; after: Float32Array }

/** An output vector of an update: the center's first, then those of the negatives. */
export interface UpdateTarget extends VectorChange {
    word: number;
    /** 1 for the center, 0 for a negative. */
    label: number;
    /** v·u, and the logistic function of it. */
    product: number;
    sigmoid: number;
    /** Its part of the loss: −log σ(v·u), or −log σ(−v·u). */
    loss: number;
    /** σ(v·u) − label, the gradient of the loss by v·u. */
    error: number;
}

/** One update of the coming step: `before`, `gradient` and `after` are those of v. */
export interface Update extends WordPair, VectorChange {
    step: number;
    /** The number of the pair in the step, and how many the step has. */
    pair: number;
    pairs: number;
    learningRate: number;
    loss: number;
    targets: UpdateTarget[];
}

/** Products of vectors against shifted PMI; one entry a pair. */
export interface Identity {
    contexts: Uint32Array;
    centers: Uint32Array;
    products: Float32Array;
    shiftedPmi: Float32Array;
    counts: Float32Array;
    /** How many pairs there were to choose from. */
    eligible: number;
    correlation: number;
}

/** What is recorded of a run. */
export interface RecordingOptions {
    components?: 2 | 3 | number;
    /** Most snapshots that are kept, 2 to 1000. */
    limit?: number;
    /** Whether each is turned onto the one before. */
    align?: boolean;
}

/** What has been recorded of a run: one step and loss (or NaN) for each snapshot. */
export interface History {
    components: number;
    steps: Float64Array;
    losses: Float64Array;
    /** How many snapshots there is room for. */
    limit: number;
    /** The memory they take. */
    bytes: number;
}

/** Where rows were: rows × length × components, from the earliest snapshot to the one asked about. */
export interface Trails { length: number; components: number; values: Float32Array }

/** How many of the k nearest in the picture stay between two snapshots. */
export interface Turnover {
    k: number;
    /** Share of them, on average over the rows asked about; the others are lost, and as many gained. */
    kept: number;
    asked: number;
    /** Whether the rows asked about are a sample. */
    sampled: boolean;
    /** With `row`: whom it gains and loses. */
    gained?: Uint32Array;
    lost?: Uint32Array;
}

/** Enough to make a run again, to the bit. */
export interface Recipe {
    version: number;
    data: object;
    method: string;
    parameters: Record<string, ParameterValue>;
    changes: { step: number; parameter: string; value: ParameterValue }[];
    step: number;
}

/** What a model file says of itself. */
export interface ModelSummary { method: string; columns: number; parameters: Record<string, ParameterValue> }
"#;
