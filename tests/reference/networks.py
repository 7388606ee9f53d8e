"""Golden values for the networks' gradients and optimizers, from jax 0.10.2 on the CPU.

    pip install numpy==2.4.6 jax==0.10.2
    python tests/reference/networks.py

Four small networks with given weights and one given batch: their loss and its gradient by all parameters, then the
parameters after each of five steps of an optimizer on that batch. Everything is computed in float64, from inputs that are
exact in float32.

- vae: 10-6-(2 + 2) and 2-6-10, tanh, Bernoulli likelihood, beta 1.5, given noise; Adam
- cnn: 8 x 8 pictures, 3 filters of 3 x 3 with a margin of 1, ReLU, maxima of 2 x 2, 4 filters of 3 x 3, averages of 2 x 2,
  dense to 3 classes, softmax cross-entropy; Adam
- mlp: 10-7-3, ReLU, softmax cross-entropy; gradient descent with momentum 0.9
- cae: 8 x 8 pictures, 2 and 3 filters of 3 x 3 with a margin of 1, ReLU, maxima of 2 x 2 after each, dense 12-5-2 and 2-5-12,
  then twice each value repeated over 2 x 2 and filters of 3 x 3 with a margin of 1 (2, and 1 that is linear); mean squared
  error; Adam
"""

import json
from pathlib import Path

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp
import numpy as np

ROWS = 5
STEPS = 5
BETA = 1.5
# Weights and biases of each layer of the convolutional autoencoder.
CAE = [(18, 2), (54, 3), (60, 5), (10, 2), (10, 5), (60, 12), (54, 2), (18, 1)]


class Reader:
    """Takes weights and biases off a flat list, layer by layer."""

    def __init__(self, parameters):
        self.parameters, self.start = parameters, 0

    def take(self, *shape):
        size = int(np.prod(shape))
        self.start += size
        return self.parameters[self.start - size : self.start].reshape(shape)

    def dense(self, values, inputs, outputs):
        return values @ self.take(inputs, outputs) + self.take(outputs)

    def convolution(self, pictures, channels, filters, kernel, padding):
        """Weights are stored as (channel, row, column) x filter."""
        weights = self.take(channels, kernel, kernel, filters)
        biases = self.take(filters)
        out = jax.lax.conv_general_dilated(
            pictures,
            weights.transpose(3, 0, 1, 2),
            (1, 1),
            [(padding, padding)] * 2,
            dimension_numbers=("NCHW", "OIHW", "NCHW"),
        )
        return out + biases[None, :, None, None]


def cross_entropy(logits, labels):
    return -jnp.mean(jax.nn.log_softmax(logits)[jnp.arange(len(labels)), labels])


def vae(parameters, batch):
    read = Reader(parameters)
    rows = batch["rows"]
    hidden = jnp.tanh(read.dense(rows, 10, 6))
    outputs = read.dense(hidden, 6, 4)
    mean, log_variance = outputs[:, :2], outputs[:, 2:]
    code = mean + jnp.exp(0.5 * log_variance) * batch["noise"]
    logits = read.dense(jnp.tanh(read.dense(code, 2, 6)), 6, 10)
    reconstruction = jnp.sum(jnp.logaddexp(0, logits) - rows * logits, axis=1)
    divergence = 0.5 * jnp.sum(mean**2 + jnp.exp(log_variance) - 1 - log_variance, axis=1)
    return jnp.mean(reconstruction + BETA * divergence)


def pool(pictures, reduce):
    rows, channels, height, width = pictures.shape
    return reduce(pictures.reshape(rows, channels, height // 2, 2, width // 2, 2), axis=(3, 5))


def upsample(pictures):
    return jnp.repeat(jnp.repeat(pictures, 2, axis=2), 2, axis=3)


def cnn(parameters, batch):
    read = Reader(parameters)
    values = batch["rows"].reshape(-1, 1, 8, 8)
    values = pool(jax.nn.relu(read.convolution(values, 1, 3, 3, 1)), jnp.max)
    values = pool(jax.nn.relu(read.convolution(values, 3, 4, 3, 0)), jnp.mean)
    return cross_entropy(read.dense(values.reshape(ROWS, -1), 4, 3), batch["labels"])


def mlp(parameters, batch):
    read = Reader(parameters)
    return cross_entropy(read.dense(jax.nn.relu(read.dense(batch["rows"], 10, 7)), 7, 3), batch["labels"])


def cae(parameters, batch):
    read = Reader(parameters)
    values = batch["rows"].reshape(-1, 1, 8, 8)
    values = pool(jax.nn.relu(read.convolution(values, 1, 2, 3, 1)), jnp.max)
    values = pool(jax.nn.relu(read.convolution(values, 2, 3, 3, 1)), jnp.max)
    code = read.dense(jax.nn.relu(read.dense(values.reshape(ROWS, -1), 12, 5)), 5, 2)
    values = jax.nn.relu(read.dense(jax.nn.relu(read.dense(code, 2, 5)), 5, 12)).reshape(-1, 3, 2, 2)
    values = jax.nn.relu(read.convolution(upsample(values), 3, 2, 3, 1))
    values = read.convolution(upsample(values), 2, 1, 3, 1)
    return jnp.mean((values.reshape(ROWS, -1) - batch["rows"]) ** 2)


def adam(rate):
    """Kingma and Ba 2015, algorithm 1."""

    def step(number, parameters, gradient, state):
        first, second = state if state is not None else (jnp.zeros_like(parameters),) * 2
        first, second = 0.9 * first + 0.1 * gradient, 0.999 * second + 0.001 * gradient**2
        moved = (first / (1 - 0.9**number)) / (jnp.sqrt(second / (1 - 0.999**number)) + 1e-8)
        return parameters - rate * moved, (first, second)

    return step


def momentum(rate):
    def step(number, parameters, gradient, velocity):
        velocity = gradient if velocity is None else 0.9 * velocity + gradient
        return parameters - rate * velocity, velocity

    return step


def rounded(values):
    return [float(f"{value:.9g}") for value in np.asarray(values).ravel()]


def exact(values):
    return np.float64(np.float32(values))


def golden(random, loss, optimizer, rate, layers, columns, **more):
    """`layers`: weights and biases of each layer."""
    pieces = [exact(random.uniform(-0.6, 0.6, count)) for pair in layers for count in pair]
    parameters = jnp.asarray(np.concatenate(pieces))
    batch = {"rows": jnp.asarray(exact(random.uniform(0, 1, (ROWS, columns)))), **more}
    value, gradient = jax.value_and_grad(loss)(parameters, batch)
    found = {
        "learning_rate": rate,
        "parameters": rounded(parameters),
        **{name: rounded(values) for name, values in batch.items()},
        "loss": float(value),
        "gradient": rounded(gradient),
        "steps": [],
    }
    state = None
    for number in range(1, STEPS + 1):
        gradient = jax.grad(loss)(parameters, batch)
        parameters, state = optimizer(rate)(number, parameters, gradient, state)
        found["steps"].append(rounded(parameters))
    return found


def main():
    random = np.random.default_rng(31)
    noise = jnp.asarray(exact(random.normal(size=(ROWS, 2))))
    labels = jnp.asarray([0, 2, 1, 1, 0])
    golden_values = {
        "beta": BETA,
        "vae": golden(random, vae, adam, 0.01, [(60, 6), (24, 4), (12, 6), (60, 10)], 10, noise=noise),
        "cnn": golden(random, cnn, adam, 0.01, [(27, 3), (108, 4), (12, 3)], 64, labels=labels),
        "mlp": golden(random, mlp, momentum, 0.05, [(70, 7), (21, 3)], 10, labels=labels),
        "cae": golden(random, cae, adam, 0.01, CAE, 64),
    }
    path = Path(__file__).with_suffix(".json")
    path.write_text(json.dumps(golden_values, indent=None, separators=(",", ":")) + "\n")
    print(f"{path.name}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
