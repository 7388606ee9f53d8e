"""What scikit-learn's manifold methods say about a swiss roll and the digits.

    python tests/reference/manifolds.py     # writes manifolds.json beside this file

Both sides make the data themselves: the roll from a linear congruential generator, the digits from digits.txt with a
little of its noise, because whole numbers have ties among their distances, and ties are broken as one likes. Of each
embedding every STRIDE-th row is kept.
"""

import json
import pathlib
import warnings

import numpy as np
from sklearn.manifold import MDS, ClassicalMDS, Isomap, LocallyLinearEmbedding

HERE = pathlib.Path(__file__)
GOLDEN = HERE.with_suffix(".json")
STRIDE = 4


def uniform(count, seed):
    """Knuth's linear congruential generator, as numbers in 0 … 1."""
    numbers, state = [], seed
    for _ in range(count):
        state = (1664525 * state + 1013904223) % 2**32
        numbers.append(state / 2**32)
    return np.array(numbers)


def roll(n=1000):
    """The sheet of make_swiss_roll."""
    u, v = uniform(2 * n, 1).reshape(n, 2).T
    t = 1.5 * np.pi * (1 + 2 * u)
    return np.stack([t * np.cos(t), 21 * v, t * np.sin(t)], axis=1).astype(np.float32).astype(float)


def digits(n=800):
    lines = HERE.with_name("digits.txt").read_text().splitlines()[:n]
    pixels = np.array([[int(pixel, 32) for pixel in line.split(" ")[1]] for line in lines], float)
    noise = uniform(pixels.size, 2).reshape(pixels.shape)
    return (pixels + 0.1 * noise).astype(np.float32).astype(float)


def islands(n=120):
    """Three clouds too far apart for any of their points to be neighbors."""
    points = uniform(3 * n, 3).reshape(n, 3)
    points[:, 0] += 10 * (np.arange(n) % 3)
    points[:, 1] += 30 * (np.arange(n) % 3 == 2)
    return points.astype(np.float32).astype(float)


def rounded(values, digits=6):
    return [float(f"{value:.{digits}g}") for value in np.ravel(values)]


def case(data, method, estimator, matrix, **more):
    embedding = estimator.fit_transform(matrix)
    parameters = {"components": embedding.shape[1], **more}
    return estimator, {
        "data": data,
        "method": method,
        "parameters": parameters,
        "embedding": rounded(embedding[::STRIDE]),
    }


def main():
    warnings.filterwarnings("ignore", "The number of connected components")
    warnings.filterwarnings("ignore", category=FutureWarning)
    warnings.filterwarnings("ignore", "Changing the sparsity structure")
    cases, geodesics, stresses = [], [], []
    for name, matrix in (("roll", roll()), ("digits", digits()), ("islands", islands())):
        for components in (2, 3):
            estimator, found = case(name, "classical-mds", ClassicalMDS(components), matrix)
            found["eigenvalues"] = rounded(estimator.eigenvalues_, 9)
            cases.append(found)
            isomap = Isomap(n_neighbors=8, n_components=components, eigen_solver="dense")
            isomap, found = case(name, "isomap", isomap, matrix, neighbors=8)
            found["eigenvalues"] = rounded(isomap.kernel_pca_.eigenvalues_, 9)
            found["reconstructionError"] = float(isomap.reconstruction_error())
            cases.append(found)
            for variant in ("standard", "modified"):
                if name == "islands":
                    continue
                lle = LocallyLinearEmbedding(
                    n_neighbors=12, n_components=components, method=variant, eigen_solver="dense"
                )
                lle, found = case(name, "lle", lle, matrix, neighbors=12, variant=variant)
                found["reconstructionError"] = float(lle.reconstruction_error_)
                cases.append(found)
        geodesics.append({"data": name, "neighbors": 8, "distances": rounded(isomap.dist_matrix_[::40, ::20], 9)})
        for init in ("classical_mds", "random"):
            mds = MDS(2, n_init=1, init=init, random_state=0, normalized_stress=True).fit(matrix)
            stresses.append({"data": name, "init": init.replace("_", "-"), "stress": float(mds.stress_)})
    golden = {"stride": STRIDE, "cases": cases, "geodesics": geodesics, "stresses": stresses}
    GOLDEN.write_text(json.dumps(golden, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
