"""What scikit-learn and scipy say about an embedding that is neither good nor useless.

    python tests/reference/judge.py         # writes judge.json beside this file

Continuity is the trustworthiness of the data as an embedding of the embedding. Labels are told by the neighbors of each
row without the row itself. The other picture is another shadow of the data.
"""

import json
import pathlib

import numpy as np
from scipy.spatial import procrustes
from scipy.spatial.distance import pdist
from scipy.stats import mode, spearmanr
from sklearn.datasets import make_swiss_roll
from sklearn.decomposition import PCA
from sklearn.manifold import trustworthiness
from sklearn.neighbors import NearestNeighbors

data, t = make_swiss_roll(200, noise=0.5, random_state=0)
extra = np.random.default_rng(0).normal(size=(200, 3))
data = np.round(np.hstack([data, extra]), 3)
embedding = np.round(PCA(2, svd_solver="full").fit_transform(data), 3)
labels = np.floor((t - t.min()) / 2.5).astype(int)
other = np.round(embedding @ [[0.6, 0.8], [0.8, -0.6]] * 3 + extra[:, :2], 3)


def neighbors(matrix, k):
    return NearestNeighbors(n_neighbors=k, algorithm="brute").fit(matrix).kneighbors(return_distance=False)


def label_accuracy(matrix, k):
    votes = mode(labels[neighbors(matrix, k)], axis=1).mode
    return float(np.mean(votes == labels))


def overlap(k):
    pairs = zip(neighbors(data, k), neighbors(embedding, k))
    return float(np.mean([len(set(a) & set(b)) / k for a, b in pairs]))


d, delta = pdist(embedding), pdist(data)
stretch = d @ delta / (delta @ delta)
golden = {
    "data": data.tolist(),
    "embedding": embedding.tolist(),
    "other": other.tolist(),
    "labels": labels.tolist(),
    "spearman": float(spearmanr(d, delta).statistic),
    "stress": float(np.sqrt(np.sum((d - stretch * delta) ** 2) / np.sum(d**2))),
    "disparity": float(procrustes(other, embedding)[2]),
    "measures": [
        {
            "k": k,
            "trustworthiness": trustworthiness(data, embedding, n_neighbors=k),
            "continuity": trustworthiness(embedding, data, n_neighbors=k),
            "overlap": overlap(k),
            "labelAccuracy": [label_accuracy(data, k), label_accuracy(embedding, k)],
        }
        for k in (1, 5, 12, 40, 99)
    ],
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(golden))
