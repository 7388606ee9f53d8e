"""Golden values for the autoencoder's gradients and optimizer, from jax 0.10.2 on the CPU.

    pip install numpy==2.4.6 jax==0.10.2
    python tests/reference/autoencoder.py

A small autoencoder 12-7-5-2-5-7-12 (ReLU, linear code and output, mean squared error over all values) with given weights
and six given rows: the loss and its gradient by all parameters, then the parameters and the loss after each of five
steps of Adam. Everything is computed in float64, from inputs that are exact in float32.
"""

import json
from pathlib import Path

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp
import numpy as np

WIDTHS = [12, 7, 5, 2, 5, 7, 12]
CODE = 3
LEARNING_RATE = 0.01
BETA_1, BETA_2, EPSILON = 0.9, 0.999, 1e-8


def split(parameters):
    """Weights (inputs x outputs) and biases of each layer, from the flat list."""
    layers, start = [], 0
    for inputs, outputs in zip(WIDTHS, WIDTHS[1:]):
        weights = parameters[start : start + inputs * outputs].reshape(inputs, outputs)
        start += inputs * outputs
        layers.append((weights, parameters[start : start + outputs]))
        start += outputs
    return layers


def loss(parameters, rows):
    values = rows
    for index, (weights, biases) in enumerate(split(parameters), start=1):
        values = values @ weights + biases
        if index not in (CODE, len(WIDTHS) - 1):
            values = jax.nn.relu(values)
    return jnp.mean((values - rows) ** 2)


def adam(parameters, rows, steps):
    """Kingma and Ba 2015, algorithm 1."""
    first, second, path = jnp.zeros_like(parameters), jnp.zeros_like(parameters), []
    for step in range(1, steps + 1):
        value, gradient = jax.value_and_grad(loss)(parameters, rows)
        first = BETA_1 * first + (1 - BETA_1) * gradient
        second = BETA_2 * second + (1 - BETA_2) * gradient**2
        corrected = first / (1 - BETA_1**step), second / (1 - BETA_2**step)
        parameters = parameters - LEARNING_RATE * corrected[0] / (jnp.sqrt(corrected[1]) + EPSILON)
        path.append({"loss_before": float(value), "parameters": rounded(parameters)})
    return path


def rounded(values):
    return [float(f"{value:.9g}") for value in np.asarray(values).ravel()]


def main():
    random = np.random.default_rng(20)
    pieces = []
    for inputs, outputs in zip(WIDTHS, WIDTHS[1:]):
        limit = np.sqrt(6 / (inputs + outputs))
        pieces += [random.uniform(-limit, limit, inputs * outputs), random.uniform(-0.1, 0.1, outputs)]
    parameters = np.float64(np.float32(np.concatenate(pieces)))
    rows = np.float64(np.float32(random.uniform(0, 1, (6, WIDTHS[0]))))
    value, gradient = jax.value_and_grad(loss)(jnp.asarray(parameters), rows)
    golden = {
        "widths": WIDTHS,
        "code": CODE,
        "learning_rate": LEARNING_RATE,
        "rows": rounded(rows),
        "parameters": rounded(parameters),
        "loss": float(value),
        "gradient": rounded(gradient),
        "steps": adam(jnp.asarray(parameters), rows, 5),
    }
    path = Path(__file__).with_suffix(".json")
    path.write_text(json.dumps(golden, indent=None, separators=(",", ":")) + "\n")
    print(f"{path.name}: {path.stat().st_size} bytes, loss {golden['loss']:.6f}")


if __name__ == "__main__":
    main()
