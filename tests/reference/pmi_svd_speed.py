"""Measures scipy and scikit-learn on the road from a corpus file to word vectors: co-occurrence, positive PMI, truncated SVD.

    python tests/reference/pmi_svd_speed.py dictionary.corpus [--dimensions 64]

Prints one line of JSON: milliseconds, and the singular values. One thread, if OMP_NUM_THREADS and the like say so.
"""

import argparse
import json
import time

import numpy as np
import scipy.sparse as sp
from sklearn.decomposition import TruncatedSVD

from sgns_quality import read_corpus

WINDOW = 5


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpus")
    parser.add_argument("--dimensions", type=int, default=64)
    arguments = parser.parse_args()
    sentences = read_corpus(arguments.corpus)
    place = {}
    words = np.array([place.setdefault(word, len(place)) for sentence in sentences for word in sentence])
    sentence = np.repeat(np.arange(len(sentences)), [len(words) for words in sentences])

    start = time.perf_counter()
    near = [(words[:-d], words[d:], sentence[:-d] == sentence[d:]) for d in range(1, WINDOW + 1)]
    left = np.concatenate([a[same] for a, _, same in near])
    right = np.concatenate([b[same] for _, b, same in near])
    size = (len(place), len(place))
    half = sp.coo_array((np.ones(len(left), np.float32), (left, right)), shape=size).tocsr()
    counts = (half + half.T).tocoo()
    sums = counts.sum(axis=0)
    values = np.log(counts.data * counts.sum() / (sums[counts.row] * sums[counts.col]))
    ppmi = sp.coo_array((np.maximum(values, 0.0), (counts.row, counts.col)), shape=size).tocsr()
    svd = TruncatedSVD(arguments.dimensions, random_state=0).fit(ppmi)
    milliseconds = 1000 * (time.perf_counter() - start)
    print(json.dumps({"milliseconds": milliseconds, "singularValues": svd.singular_values_.tolist()}))


if __name__ == "__main__":
    main()
