"""How long scikit-learn takes for Isomap and locally linear embedding of given points, on one thread.

    python tests/reference/manifolds_speed.py points.json

The file holds rows of numbers. Prints the seconds of each method as JSON, the best of three.
"""

import json
import os
import sys
import time

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

import numpy as np  # noqa: E402
from sklearn.manifold import Isomap, LocallyLinearEmbedding  # noqa: E402

with open(sys.argv[1]) as file:
    points = np.array(json.load(file))


def seconds(make):
    best = np.inf
    for _ in range(3):
        started = time.perf_counter()
        make().fit_transform(points)
        best = min(best, time.perf_counter() - started)
    return best


print(
    json.dumps(
        {
            "isomap": seconds(lambda: Isomap(n_neighbors=10, n_components=2)),
            "lle": seconds(lambda: LocallyLinearEmbedding(n_neighbors=12, n_components=2)),
        }
    )
)
