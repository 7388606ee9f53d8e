"""Counts, tf-idf, PMI and singular values of a small corpus, by scipy and scikit-learn.

    python tests/reference/words.py        # writes words.json beside this file

The corpus is made here, so that it has frequent and rare words, short and empty documents. The PMI is the textbook's,
over the pairs that were counted; the co-occurrence is counted once from either side.
"""

import json
import pathlib

import numpy as np
import scipy.sparse as sp
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer

WORDS, DOCUMENTS, WINDOW, NEGATIVES, COMPONENTS = 40, 30, 3, 2, 12

random = np.random.default_rng(11)
frequencies = 1.0 / np.arange(1, WORDS + 1)
topics = [np.roll(frequencies, 13 * topic) for topic in range(3)]


def sentence():
    topic = topics[random.integers(3)]
    return random.choice(WORDS, size=random.integers(3, 12), p=topic / topic.sum())


documents = [[sentence() for _ in range(random.integers(1, 5))] for _ in range(DOCUMENTS)]
texts = [" ".join(" ".join(f"w{word}" for word in words) + "." for words in document) for document in documents]
texts[7] = ""
documents[7] = []
vocabulary = sorted({f"w{word}" for document in documents for words in document for word in words})
place = {word: index for index, word in enumerate(vocabulary)}

bag = CountVectorizer(vocabulary=vocabulary, token_pattern=r"\w+", lowercase=False).fit_transform(texts)
# tf = count / row total, idf = log((1 + n) / (1 + df)) + 1, and no length normalization.
totals = np.asarray(bag.sum(axis=1)).ravel()
tf = sp.diags(1.0 / np.where(totals == 0, 1.0, totals)) @ bag
idf = TfidfTransformer(norm=None).fit(bag).idf_
tf_idf = (tf @ sp.diags(idf)).tocsr()


def cooccurrence(weight):
    counts = np.zeros((len(vocabulary), len(vocabulary)))
    for document in documents:
        for words in document:
            ids = [place[f"w{word}"] for word in words]
            for center in range(len(ids)):
                for other in range(max(0, center - WINDOW), min(len(ids), center + WINDOW + 1)):
                    if other != center:
                        counts[ids[center], ids[other]] += weight(abs(center - other))
    return counts


counts = {
    "none": cooccurrence(lambda distance: 1.0),
    "harmonic": cooccurrence(lambda distance: 1.0 / distance),
    "linear": cooccurrence(lambda distance: 1.0 - (distance - 1) / WINDOW),
}
counts["at least 3"] = np.where(counts["none"] >= 3, counts["none"], 0.0)


def pmi(counts, power=1.0):
    """log p(i, j) / (p(i) p(j)) where there are counts, else 0."""
    joint = counts / counts.sum()
    rows = joint.sum(axis=1, keepdims=True)
    columns = counts.sum(axis=0, keepdims=True) ** power
    with np.errstate(divide="ignore", invalid="ignore"):
        values = np.log(joint / (rows * columns / columns.sum()))
    return np.where(counts > 0, values, 0.0)


plain = pmi(counts["none"])
weighed = {
    "pmi": plain,
    "ppmi": np.maximum(plain, 0.0),
    "shifted-ppmi": np.maximum(plain - np.log(NEGATIVES), 0.0) * (counts["none"] > 0),
    "smoothed": np.maximum(pmi(counts["none"], 0.75), 0.0),
}


def svd(matrix):
    """scikit-learn's, by ARPACK, and the exact values by LAPACK."""
    fitted = TruncatedSVD(COMPONENTS, algorithm="arpack", random_state=0).fit(sp.csr_matrix(matrix))
    exact = np.linalg.svd(matrix, compute_uv=False)[:COMPONENTS]
    assert np.allclose(fitted.singular_values_, exact, rtol=1e-8)
    return exact.tolist()


golden = {
    "texts": texts,
    "vocabulary": vocabulary,
    "window": WINDOW,
    "negatives": NEGATIVES,
    "components": COMPONENTS,
    "bag": bag.toarray().tolist(),
    "tf_idf": tf_idf.toarray().tolist(),
    "cooccurrence": {name: values.tolist() for name, values in counts.items()},
    "weighed": {name: values.tolist() for name, values in weighed.items()},
    "singular_values": {"tf-idf": svd(tf_idf.toarray()), "count": svd(counts["none"]), **{name: svd(weighed[name]) for name in ["ppmi", "pmi", "shifted-ppmi"]}},
    "lsa": (lambda model: np.abs(model.fit_transform(tf_idf)).tolist())(TruncatedSVD(4, algorithm="arpack", random_state=0)),
}


def rounded(value):
    if isinstance(value, dict):
        return {name: rounded(entry) for name, entry in value.items()}
    if isinstance(value, list):
        return [rounded(entry) for entry in value]
    return round(value, 9) if isinstance(value, float) else value


pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(rounded(golden)))
