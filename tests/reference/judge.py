"""Trustworthiness by scikit-learn of an embedding that is neither good nor useless.

    python tests/reference/judge.py         # writes judge.json beside this file

Continuity is the trustworthiness of the data as an embedding of the embedding.
"""

import json
import pathlib

import numpy as np
from sklearn.datasets import make_swiss_roll
from sklearn.decomposition import PCA
from sklearn.manifold import trustworthiness

data, _ = make_swiss_roll(200, noise=0.5, random_state=0)
extra = np.random.default_rng(0).normal(size=(200, 3))
data = np.round(np.hstack([data, extra]), 3)
embedding = np.round(PCA(2, svd_solver="full").fit_transform(data), 3)
golden = {
    "data": data.tolist(),
    "embedding": embedding.tolist(),
    "measures": [
        {
            "k": k,
            "trustworthiness": trustworthiness(data, embedding, n_neighbors=k),
            "continuity": trustworthiness(embedding, data, n_neighbors=k),
        }
        for k in (1, 5, 12, 40, 99)
    ],
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(golden))
