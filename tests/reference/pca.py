"""Writes pca.json: what scikit-learn's PCA says about the digits, the irises and a wide matrix."""

import json
from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits, load_iris
from sklearn.decomposition import PCA


def wide():
    """60 × 300 with a decaying spectrum and an offset, rounded so that the test's input is short and exact."""
    random = np.random.default_rng(0)
    strength = 0.8 ** np.arange(20)
    matrix = (random.normal(size=(60, 20)) * strength) @ random.normal(size=(20, 300)) + 5
    return np.round(matrix + 0.01 * random.normal(size=matrix.shape), 2)


def described(matrix, components, rows, whiten=False):
    pca = PCA(components, svd_solver="full", whiten=whiten).fit(matrix)
    numbers = lambda array, digits=9: [float(f"{value:.{digits}g}") for value in np.ravel(array)]
    return {
        "components": components,
        "whiten": whiten,
        "explainedVariance": numbers(pca.explained_variance_),
        "explainedVarianceRatio": numbers(pca.explained_variance_ratio_),
        "singularValues": numbers(pca.singular_values_),
        "noiseVariance": float(pca.noise_variance_),
        "mean": numbers(pca.mean_),
        "loadings": numbers(pca.components_, 7),
        "rows": rows,
        "projections": numbers(pca.transform(matrix[:rows]), 7),
        "inverse": numbers(pca.inverse_transform(pca.transform(matrix[:3])), 7),
    }


def main():
    digits, iris, broad = load_digits().data, load_iris().data, wide()
    golden = {
        "iris": {"columns": 4, "values": iris.ravel().tolist()},
        "wide": {"columns": 300, "values": broad.ravel().tolist()},
        "cases": [
            {"data": "digits", **described(digits, 10, 100)},
            {"data": "digits", **described(digits, 2, 20, whiten=True)},
            {"data": "iris", **described(iris, 4, 150)},
            {"data": "iris", **described(iris, 2, 150, whiten=True)},
            {"data": "wide", **described(broad, 5, 60)},
        ],
    }
    text = json.dumps(golden, separators=(",", ":"))
    Path(__file__).with_name("pca.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
