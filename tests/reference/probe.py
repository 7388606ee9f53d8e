"""What scikit-learn's probes read off the 8 × 8 digits, with every fifth picture held out.

    python tests/reference/probe.py         # writes probe.json beside this file
"""

import json
import pathlib

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

HERE = pathlib.Path(__file__).parent
K = 5


def main():
    lines = [line.split(" ") for line in (HERE / "digits.txt").read_text().splitlines()]
    labels = np.array([int(label) for label, _ in lines])
    pictures = np.array([[int(pixel, 17) for pixel in pixels] for _, pixels in lines], dtype=float)
    held_out = np.arange(len(labels)) % 5 == 0
    training = pictures[~held_out], labels[~held_out]
    linear = make_pipeline(StandardScaler(), LogisticRegression(C=1.0, tol=1e-8, max_iter=10_000)).fit(*training)
    neighbors = KNeighborsClassifier(K, algorithm="brute").fit(*training)
    golden = {
        "k": K,
        "linear": linear.predict(pictures[held_out]).tolist(),
        "linearTraining": linear.score(*training),
        "neighbors": neighbors.predict(pictures[held_out]).tolist(),
    }
    (HERE / "probe.json").write_text(json.dumps(golden) + "\n")


if __name__ == "__main__":
    main()
