"""Measures gensim's skip-gram on a corpus file: speed, WordSim-353, and what is near a few words.

    python tests/reference/sgns_quality.py dictionary.corpus [--seeds 3] [--dimensions 48] [--epochs 10] [--json | --beside]

One worker; all other settings are gensim's own, which are Latent Lab's defaults, too. With --beside, Latent Lab learns the
same corpus (`cargo run --release --example sgns_quality`), and both are judged alike: by WordSim-353, and by the mean loss
of the same 200,000 pairs of center and context, each with the same 5 negatives drawn in proportion to count^0.75.
"""

import argparse
import json
import pathlib
import re
import struct
import subprocess
import tempfile
import time

import gensim.test
import numpy as np
from gensim.models import Word2Vec
from scipy.stats import spearmanr

PAIRS = pathlib.Path(gensim.test.__file__).parent / "test_data" / "wordsim353.tsv"
QUERIES = ["gold", "three", "france", "red", "tree"]
SENTENCE_END = 0xFFFF
ROOT = pathlib.Path(__file__).resolve().parents[2]
EVALUATED, WINDOW, NEGATIVES, SAMPLE = 200_000, 5, 5, 1e-3


def read_vocabulary(path):
    """The words of a corpus file in order, and its text; the format is documented in src/data/read/corpus.rs."""
    content = pathlib.Path(path).read_bytes()
    magic, version, classes, words, _, units = struct.unpack_from("<8sHHHHI", content)
    if magic != b"LLCORPUS" or version not in (1, 2):
        raise ValueError(f"{path} is not a corpus file of version 1 or 2")
    *names, rest = content[20:].split(b"\n", classes + words)
    vocabulary = [name.decode() for name in names[classes:]]
    return vocabulary, np.frombuffer(rest, "<u2", units, offset=words if classes else 0)


def read_corpus(path):
    """The sentences of a corpus file."""
    vocabulary, text = read_vocabulary(path)
    ends = np.flatnonzero(text == SENTENCE_END)
    starts = np.concatenate([[0], ends[:-1] + 1])
    return [[vocabulary[word] for word in text[start:end]] for start, end in zip(starts, ends)]


def train(sentences, seed, dimensions, epochs):
    """The model, and how many words it read a second while training."""
    model = Word2Vec(
        vector_size=dimensions, window=WINDOW, negative=NEGATIVES, sample=SAMPLE, sg=1, min_count=1, epochs=epochs, workers=1, seed=seed
    )
    model.build_vocab(sentences)
    start = time.perf_counter()
    model.train(sentences, total_examples=model.corpus_count, epochs=epochs)
    return model, epochs * model.corpus_total_words / (time.perf_counter() - start)


def word_similarity(words, vectors):
    """Spearman's correlation of cosines with human judgements, over the pairs whose words are both known."""
    rows = [line.split("\t") for line in PAIRS.read_text().splitlines() if line.strip() and not line.startswith("#")]
    known = [(words.get(a.lower()), words.get(b.lower()), float(score)) for a, b, score in rows]
    known = [row for row in known if row[0] is not None and row[1] is not None]
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    correlation = spearmanr([unit[a] @ unit[b] for a, b, _ in known], [score for _, _, score in known])
    return float(correlation.statistic), len(known)


def evaluation_pairs(sentences, words):
    """Inputs, centers and negatives as training meets them: frequent words dropped, windows of random reach."""
    random = np.random.default_rng(20)
    sentences = [np.array([words[word] for word in sentence]) for sentence in sentences]
    counts = np.bincount(np.concatenate(sentences), minlength=len(words)).astype(float)
    excess = counts / (SAMPLE * counts.sum())
    keep = np.minimum((np.sqrt(excess) + 1) / excess, 1)
    inputs, centers = [], []
    for sentence in sentences:
        kept = sentence[random.random(len(sentence)) < keep[sentence]]
        reach = random.integers(1, WINDOW + 1, len(kept))
        for offset in range(1, WINDOW + 1):
            left, right = kept[:-offset], kept[offset:]
            for center, context, near in ((left, right, reach[:-offset]), (right, left, reach[offset:])):
                centers.append(center[near >= offset])
                inputs.append(context[near >= offset])
    inputs, centers = np.concatenate(inputs), np.concatenate(centers)
    chosen = random.choice(len(inputs), min(EVALUATED, len(inputs)), replace=False)
    noise = counts**0.75
    negatives = random.choice(len(words), (len(chosen), NEGATIVES), p=noise / noise.sum())
    return inputs[chosen], centers[chosen], negatives


def evaluation_loss(pairs, inputs, outputs):
    """-log s(v.u) - sum of log s(-v.u') over the negatives that are not the center itself, mean over the pairs."""
    words, centers, negatives = pairs
    v = inputs[words].astype(np.float64)
    true = np.logaddexp(0, -np.einsum("pd,pd->p", v, outputs[centers]))
    false = np.logaddexp(0, np.einsum("pd,pnd->pn", v, outputs[negatives]))
    return float((true + (false * (negatives != centers[:, None])).sum(axis=1)).mean())


def train_ours(corpus, seeds, dimensions, epochs, words):
    """Latent Lab's tables of each seed, and its words a second, native."""
    path = pathlib.Path(corpus).resolve()
    with tempfile.TemporaryDirectory() as folder:
        command = ["cargo", "run", "--quiet", "--release", "--example", "sgns_quality", "--", path, PAIRS, str(seeds)]
        settings = [f"dimensions={dimensions}", f"epochs={epochs}", f"tables={folder}"]
        said = subprocess.run([*command, *settings], cwd=ROOT, check=True, capture_output=True, text=True).stdout
        read = lambda seed: np.fromfile(pathlib.Path(folder) / str(seed), "<f4").reshape(2, words, dimensions)
        return [read(seed) for seed in range(seeds)], [float(speed) for speed in re.findall(r"(\d+) words/s", said)]


def beside(corpus, seeds, dimensions, epochs):
    """Prints what both reach, and how far apart they are."""
    sentences = read_corpus(corpus)
    order = read_vocabulary(corpus)[0]
    words = {word: row for row, word in enumerate(order)}
    pairs = evaluation_pairs(sentences, words)
    print(f"{corpus}: {dimensions} dimensions, {epochs} epochs, {len(pairs[0])} pairs to evaluate")
    found = {"Latent Lab": [], "gensim": []}

    def judge(name, seed, inputs, outputs, speed):
        correlation, known = word_similarity(words, inputs)
        found[name].append((evaluation_loss(pairs, inputs, outputs), correlation))
        loss, _ = found[name][-1]
        print(
            f"  {name}, seed {seed}: loss {loss:.4f}, WordSim-353 Spearman {correlation:.4f} over {known} pairs, "
            f"{speed:.0f} words/s",
            flush=True,
        )

    for seed, (tables, speed) in enumerate(zip(*train_ours(corpus, seeds, dimensions, epochs, len(words)))):
        judge("Latent Lab", seed, *tables, speed)
    for seed in range(seeds):
        model, speed = train(sentences, seed, dimensions, epochs)
        rows = [model.wv.key_to_index.get(word) for word in order]
        table = lambda values: np.stack([values[row] if row is not None else np.zeros(dimensions) for row in rows])
        judge("gensim", seed, table(model.wv.vectors), table(model.syn1neg), speed)
    for name, values in found.items():
        mean, spread = np.mean(values, axis=0), np.std(values, axis=0, ddof=1 if seeds > 1 else 0)
        print(f"  {name}: loss {mean[0]:.4f} ± {spread[0]:.4f}, Spearman {mean[1]:.4f} ± {spread[1]:.4f} (mean ± deviation)")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpus")
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--dimensions", type=int, default=48)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--beside", action="store_true", help="judge Latent Lab beside gensim")
    parser.add_argument("--json", action="store_true", help="print one line of JSON a seed, speed and correlation only")
    arguments = parser.parse_args()
    if arguments.beside:
        beside(arguments.corpus, arguments.seeds, arguments.dimensions, arguments.epochs)
        return
    sentences = read_corpus(arguments.corpus)
    for seed in range(arguments.seeds):
        model, speed = train(sentences, seed, arguments.dimensions, arguments.epochs)
        correlation, pairs = word_similarity(model.wv.key_to_index, model.wv.vectors)
        if arguments.json:
            print(json.dumps({"seed": seed, "wordsPerSecond": speed, "spearman": correlation, "pairs": pairs}), flush=True)
            continue
        print(f"seed {seed}: {speed:.0f} words/s; WordSim-353 Spearman {correlation:.4f} over {pairs} pairs")
        for word in QUERIES:
            print(f"  {word}: {', '.join(f'{other} {cosine:.2f}' for other, cosine in model.wv.most_similar(word))}")


if __name__ == "__main__":
    main()
