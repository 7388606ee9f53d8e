"""Writes umap.json: what umap-learn says about curves and fuzzy graphs, and how well it embeds the digits.

With --measure MATRIX COLUMNS PICTURE …, files of 32-bit floats: the trustworthiness of umap-learn's picture and of others,
and how long umap-learn takes for 500 epochs on one thread."""

import json
import sys
import time
from pathlib import Path

# This file is named like the package that it imports.
sys.path.pop(0)

import numpy as np
from sklearn.datasets import load_digits
from sklearn.manifold import trustworthiness
from sklearn.neighbors import NearestNeighbors
from sklearn.utils import check_random_state
from umap import UMAP
from umap.umap_ import find_ab_params, fuzzy_simplicial_set


def curves():
    pairs = [(1.0, 0.1), (1.0, 0.0), (1.0, 0.5), (1.0, 0.99), (0.5, 0.1), (2.5, 0.25)]
    fit = lambda spread, distance: [float(value) for value in find_ab_params(spread, distance)]
    return [{"spread": spread, "minDist": distance, "ab": fit(spread, distance)} for spread, distance in pairs]


def graph(points, neighbors):
    """Exact neighbors, the point itself first, as umap-learn wants them."""
    distances, indices = NearestNeighbors(n_neighbors=neighbors).fit(points).kneighbors(points)
    weights = fuzzy_simplicial_set(
        points, neighbors, check_random_state(0), "euclidean", knn_indices=indices, knn_dists=distances.astype(np.float32)
    )[0].tocoo()
    upper = weights.row < weights.col
    order = np.lexsort((weights.col[upper], weights.row[upper]))
    pick = lambda values: values[upper][order].tolist()
    return {
        "neighbors": neighbors,
        "rows": pick(weights.row),
        "columns": pick(weights.col),
        "values": [float(f"{value:.7g}") for value in pick(weights.data)],
    }


def measure(path, columns, *pictures):
    matrix = np.fromfile(path, np.float32).reshape(-1, int(columns))
    # The first call compiles.
    UMAP(random_state=0, n_jobs=1, n_epochs=10).fit(matrix[:300])
    started = time.perf_counter()
    picture = UMAP(random_state=0, n_jobs=1, n_epochs=500).fit_transform(matrix)
    seconds = time.perf_counter() - started
    trust = lambda picture: trustworthiness(matrix, picture, n_neighbors=10)
    others = [trust(np.fromfile(path, np.float32).reshape(-1, 2)) for path in pictures]
    print(json.dumps({"seconds": seconds, "trustworthiness": trust(picture), "others": others}))


def main():
    # Without ties: which of equally distant neighbors counts as near is anybody's choice.
    points = np.round(np.random.default_rng(0).normal(size=(150, 6)), 4)
    digits = load_digits().data
    pictures = [UMAP(random_state=seed, n_jobs=1).fit_transform(digits) for seed in range(3)]
    golden = {
        "curves": curves(),
        "columns": 6,
        "points": points.ravel().tolist(),
        "graphs": [graph(points, neighbors) for neighbors in (5, 15)],
        "trustworthiness": [trustworthiness(digits, picture, n_neighbors=10) for picture in pictures],
    }
    Path(__file__).with_name("umap.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    measure(*sys.argv[2:]) if "--measure" in sys.argv else main()
