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

/** Nearest rows, nearest first. */
export interface Neighbors { indices: Uint32Array; distances: Float32Array }

/** What a file is, and the parameters of its format (see `formats()`). */
export interface FileOptions {
    format: "csv" | "npy" | "idx" | "corpus";
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
    /** … or from this vector. */
    vector?: Float32Array;
    k?: number;
    metric?: "l2" | "cosine" | "dot";
}

/** How much of the data's neighborhoods an embedding keeps. */
export interface Quality {
    k: number;
    trustworthiness: number;
    continuity: number;
    /** Share of the k nearest in the data that are among the k nearest in the embedding. */
    neighborhoodPreservation: number;
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

/** Enough to make a run again, to the bit. */
export interface Recipe {
    version: number;
    data: object;
    method: string;
    parameters: Record<string, ParameterValue>;
    changes: { step: number; parameter: string; value: ParameterValue }[];
    step: number;
}
"#;
