"""One update of skip-gram with negative sampling by jax's gradient, and gensim's sampling tables.

    python tests/reference/sgns.py        # writes sgns.json beside this file
"""

import json
import pathlib

import jax
import jax.numpy as jnp
import numpy as np
from gensim.models import Word2Vec

jax.config.update("jax_enable_x64", True)

WORDS, DIMENSIONS = 6, 10
RATE = 0.05
UPDATES = [(2, [4, 0, 1, 5]), (2, [2, 3]), (0, [1, 2, 3, 4, 5])]


def loss(tables, word, targets):
    """-log s(v.u0) - sum over k of log s(-v.uk); the first target is the true one."""
    inputs, outputs = tables
    products = outputs[jnp.array(targets)] @ inputs[word]
    signs = jnp.array([1.0] + [-1.0] * (len(targets) - 1))
    return -jnp.sum(jax.nn.log_sigmoid(signs * products))


random = np.random.default_rng(5)
tables = tuple(random.normal(0.0, 0.7, (WORDS, DIMENSIONS)).astype(np.float32) for _ in range(2))
updates = []
for word, targets in UPDATES:
    value, gradients = jax.value_and_grad(loss)(tuple(table.astype(np.float64) for table in tables), word, targets)
    after = [table - RATE * np.asarray(gradient) for table, gradient in zip(tables, gradients)]
    updates.append({
        "word": word,
        "targets": targets,
        "loss": float(value),
        "input": after[0].ravel().tolist(),
        "output": after[1].ravel().tolist(),
    })

COUNTS = [1000, 371, 120, 45, 12, 5, 5, 2, 1, 1]
SAMPLE = 0.01
POWERS = [0.75, 0.0, 1.0]


def gensim(power):
    model = Word2Vec(min_count=1, sample=SAMPLE, ns_exponent=power, negative=5, sg=1)
    model.build_vocab_from_freq({f"w{index}": count for index, count in enumerate(COUNTS)})
    return model


def noise(power):
    """The probabilities in the order of COUNTS, from gensim's cumulative table."""
    model = gensim(power)
    cumulative = np.array(model.cum_table, dtype=np.float64) / model.cum_table[-1]
    probabilities = np.diff(cumulative, prepend=0.0)
    return [float(probabilities[model.wv.key_to_index[f"w{index}"]]) for index in range(len(COUNTS))]


kept = gensim(0.75).wv
golden = {
    "dimensions": DIMENSIONS,
    "rate": RATE,
    "input": tables[0].ravel().tolist(),
    "output": tables[1].ravel().tolist(),
    "updates": updates,
    "counts": COUNTS,
    "sample": SAMPLE,
    "kept": [float(kept.get_vecattr(f"w{index}", "sample_int")) / 2**32 for index in range(len(COUNTS))],
    "noise": [{"power": power, "probabilities": noise(power)} for power in POWERS],
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(golden))
