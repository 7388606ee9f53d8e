"""Writes tsne.json: openTSNE's affinities of some points, and how far its divergence falls on the digits.

With --measure MATRIX COLUMNS PICTURE …, files of 32-bit floats: the exact divergence of openTSNE's picture and of others
under one and the same P, and how long openTSNE takes for 500 iterations on one thread."""

import json
import sys
import time
from pathlib import Path

import numpy as np
from openTSNE import TSNE, affinity, initialization
from sklearn.datasets import load_digits
from sklearn.manifold import trustworthiness


def exact_divergence(affinities, picture):
    """The Kullback–Leibler divergence by the definition, in f64; affinities as a sparse matrix."""
    near = np.zeros((len(picture), len(picture)))
    for axis in range(picture.shape[1]):
        near += np.subtract.outer(picture[:, axis], picture[:, axis]) ** 2
    near = 1 / (1 + near)
    np.fill_diagonal(near, 0)
    pairs = affinities.tocoo()
    p, q = pairs.data, near[pairs.row, pairs.col] / near.sum()
    return float(np.sum(p[p > 0] * np.log(p[p > 0] / q[p > 0])))


def neighbors(matrix, perplexity):
    return affinity.PerplexityBasedNN(matrix, perplexity=perplexity, method="exact", n_jobs=1)


def embed(matrix, affinities, late_iterations, seed):
    """250 early iterations and some more, else openTSNE's defaults, from principal components."""
    tsne = TSNE(n_iter=late_iterations, negative_gradient_method="fft", random_state=seed, n_jobs=1)
    start = initialization.pca(matrix, random_state=seed)
    return np.asarray(tsne.fit(affinities=affinities, initialization=start))


def some_affinities(matrix, perplexity):
    pairs = neighbors(matrix, perplexity).P.tocoo()
    upper = pairs.row < pairs.col
    order = np.lexsort((pairs.col[upper], pairs.row[upper]))
    pick = lambda values: values[upper][order].tolist()
    return {
        "perplexity": perplexity,
        "rows": pick(pairs.row),
        "columns": pick(pairs.col),
        "values": [float(f"{value:.7g}") for value in pick(pairs.data)],
    }


def points_with_affinities():
    """Without ties: which of equally distant neighbors counts as near is anybody's choice."""
    points = np.round(np.random.default_rng(0).normal(size=(150, 6)), 4)
    affinities = [some_affinities(points, perplexity) for perplexity in (5, 30)]
    return {"columns": 6, "points": points.ravel().tolist(), "affinities": affinities}


def measure(path, columns, *pictures):
    matrix = np.fromfile(path, np.float32).reshape(-1, int(columns)).astype(float)
    started = time.perf_counter()
    affinities = neighbors(matrix, 30)
    picture = embed(matrix, affinities, 250, 0)
    seconds = time.perf_counter() - started
    divergence = lambda picture: exact_divergence(affinities.P, picture.astype(float))
    others = [divergence(np.fromfile(path, np.float32).reshape(-1, 2)) for path in pictures]
    print(json.dumps({"seconds": seconds, "divergence": divergence(picture), "others": others}))


def main():
    digits = load_digits().data
    affinities = neighbors(digits, 30)
    runs = []
    for late in (250, 500):
        pictures = [embed(digits, affinities, late, seed) for seed in range(3)]
        runs.append(
            {
                "iterations": 250 + late,
                "klDivergences": [exact_divergence(affinities.P, picture) for picture in pictures],
                "trustworthiness": [trustworthiness(digits, picture, n_neighbors=10) for picture in pictures],
            }
        )
    golden = {**points_with_affinities(), "runs": runs}
    Path(__file__).with_name("tsne.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    measure(*sys.argv[2:]) if "--measure" in sys.argv else main()
