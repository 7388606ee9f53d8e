"""Feature maps by scikit-learn and numpy.

    python tests/reference/represent.py     # writes represent.json beside this file
"""

import json
import pathlib

import numpy as np
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.kernel_approximation import RBFSampler
from sklearn.preprocessing import StandardScaler

random = np.random.default_rng(0)
data = random.normal(size=(30, 5)) @ random.normal(size=(5, 5)) + [3, -1, 0, 100, 0]
data[:, 4] = 2.5
data = np.round(data, 3).astype(np.float32).astype(np.float64)
counts = random.poisson(0.8, size=(12, 7)).astype(float)
counts[3] = 0

centered = data - data.mean(axis=0)
variances, directions = np.linalg.eigh(np.cov(data.T, ddof=0))
top = directions[:, ::-1][:, :2]


def whiten(epsilon):
    clipped = np.maximum(variances, epsilon * variances.max())
    return centered @ directions @ np.diag(clipped**-0.5) @ directions.T


def quantize(bits):
    scale = np.abs(data).max(axis=0) / (2 ** (bits - 1) - 1)
    return np.rint(data / scale) * scale


term_frequencies = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
idf = TfidfTransformer(norm=None).fit(counts).idf_

# The formula of the random features, for frequencies and phases that scikit-learn drew: gamma = 1 / (2 sigma^2).
sigma = 1.7
waves = RBFSampler(gamma=1 / (2 * sigma**2), n_components=6, random_state=0).fit(data)

golden = {
    "data": data.tolist(),
    "counts": counts.tolist(),
    "maps": [
        {"map": "center", "given": {}, "expected": centered.tolist()},
        {"map": "standardize", "given": {}, "expected": StandardScaler().fit_transform(data).tolist()},
        {"map": "whiten", "given": {"epsilon": 1e-6}, "expected": whiten(1e-6).tolist()},
        {"map": "whiten", "given": {"epsilon": 0.3}, "expected": whiten(0.3).tolist()},
        {
            "map": "remove-components",
            "given": {"components": 2},
            "expected": (centered - centered @ top @ top.T).tolist(),
        },
        {"map": "quantize", "given": {"bits": 8}, "expected": quantize(8).tolist()},
        {"map": "quantize", "given": {"bits": 4}, "expected": quantize(4).tolist()},
    ],
    "tf_idf": (term_frequencies * idf).tolist(),
    "waves": {
        "frequencies": waves.random_weights_.tolist(),
        "phases": waves.random_offset_.tolist(),
        "expected": waves.transform(data).tolist(),
    },
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(golden))
