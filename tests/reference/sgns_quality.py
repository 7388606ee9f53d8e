"""Measures gensim's skip-gram on a corpus file: speed, WordSim-353, and what is near a few words.

    python tests/reference/sgns_quality.py dictionary.corpus [--seeds 3] [--dimensions 48] [--epochs 10] [--json]

One worker; all other settings are gensim's own, which are Latent Lab's defaults, too. The same for Latent Lab:
`cargo run --release --example sgns_quality -- dictionary.corpus wordsim353.tsv 3`.
"""

import argparse
import json
import pathlib
import struct
import time

import gensim.test
import numpy as np
from gensim.models import Word2Vec
from scipy.stats import spearmanr

PAIRS = pathlib.Path(gensim.test.__file__).parent / "test_data" / "wordsim353.tsv"
QUERIES = ["gold", "three", "france", "red", "tree"]
SENTENCE_END = 0xFFFF


def read_corpus(path):
    """The sentences of a corpus file, whose format is documented in src/data/read/corpus.rs."""
    content = pathlib.Path(path).read_bytes()
    magic, version, classes, words, _, units = struct.unpack_from("<8sHHHHI", content)
    if magic != b"LLCORPUS" or version not in (1, 2):
        raise ValueError(f"{path} is not a corpus file of version 1 or 2")
    *names, rest = content[20:].split(b"\n", classes + words)
    vocabulary = [name.decode() for name in names[classes:]]
    text = np.frombuffer(rest, "<u2", units, offset=words if classes else 0)
    ends = np.flatnonzero(text == SENTENCE_END)
    starts = np.concatenate([[0], ends[:-1] + 1])
    return [[vocabulary[word] for word in text[start:end]] for start, end in zip(starts, ends)]


def train(sentences, seed, dimensions, epochs):
    """The model, and how many words it read a second while training."""
    model = Word2Vec(
        vector_size=dimensions, window=5, negative=5, sg=1, min_count=1, epochs=epochs, workers=1, seed=seed
    )
    model.build_vocab(sentences)
    start = time.perf_counter()
    model.train(sentences, total_examples=model.corpus_count, epochs=epochs)
    return model, epochs * model.corpus_total_words / (time.perf_counter() - start)


def word_similarity(model):
    """Spearman's correlation of cosines with human judgements, over the pairs whose words are both known."""
    rows = [line.split("\t") for line in PAIRS.read_text().splitlines() if line.strip() and not line.startswith("#")]
    known = [(a.lower(), b.lower(), float(score)) for a, b, score in rows]
    known = [row for row in known if row[0] in model.wv and row[1] in model.wv]
    correlation = spearmanr([model.wv.similarity(a, b) for a, b, _ in known], [score for _, _, score in known])
    return float(correlation.statistic), len(known)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpus")
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--dimensions", type=int, default=48)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--json", action="store_true", help="print one line of JSON a seed, speed and correlation only")
    arguments = parser.parse_args()
    sentences = read_corpus(arguments.corpus)
    for seed in range(arguments.seeds):
        model, speed = train(sentences, seed, arguments.dimensions, arguments.epochs)
        correlation, pairs = word_similarity(model)
        if arguments.json:
            print(json.dumps({"seed": seed, "wordsPerSecond": speed, "spearman": correlation, "pairs": pairs}), flush=True)
            continue
        print(f"seed {seed}: {speed:.0f} words/s; WordSim-353 Spearman {correlation:.4f} over {pairs} pairs")
        for word in QUERIES:
            print(f"  {word}: {', '.join(f'{other} {cosine:.2f}' for other, cosine in model.wv.most_similar(word))}")


if __name__ == "__main__":
    main()
