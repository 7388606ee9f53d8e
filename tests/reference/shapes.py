"""Coordinates of scikit-learn's swiss roll and S-curve for fixed uniform numbers, and the sheet of a roll with a hole.

    python tests/reference/shapes.py        # writes shapes.json beside this file

A stand-in for the random generator hands out the chosen uniform numbers, so that the coordinates are scikit-learn's own.
"""

import json
import pathlib

import numpy as np
from sklearn.datasets import make_s_curve, make_swiss_roll

UNIFORM = np.random.default_rng(1).uniform(size=(40, 2))


class Chosen(np.random.RandomState):
    """Hands out the columns of UNIFORM, one after the other."""

    def __init__(self):
        super().__init__(0)
        self.columns = list(UNIFORM.T)

    def uniform(self, low=0.0, high=1.0, size=None):
        return low + (high - low) * self.columns.pop(0).reshape(size)


def chosen(make):
    points, _ = make(len(UNIFORM), noise=0.0, random_state=Chosen())
    return points.tolist()


holed, angle = make_swiss_roll(2000, hole=True, random_state=0)
golden = {
    "uniform": UNIFORM.tolist(),
    "swiss_roll": chosen(make_swiss_roll),
    "s_curve": chosen(make_s_curve),
    "hole": np.round(np.stack([angle, holed[:, 1]], axis=1), 3).tolist(),
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(golden))
