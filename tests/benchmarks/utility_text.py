"""Does it help a model: scores on untouched rows, before and after each stage for text.

    pip install -e ".[text,test]"                       # has pandas
    python tests/benchmarks/utility_text.py /path/questions.csv:text:label
    python tests/benchmarks/utility_text.py FILE:TEXT:LABEL --rows 200 --only synonym,delete

For each of 10 seeds, `--rows` rows (500) are drawn by class to train with; the others are untouched
and test the model. augctl has the former alone as its input, and each method makes `--copies` (2)
of each row. The model is logistic regression on tf-idf of words and pairs of words; of Chinese, on
characters and pairs of them.

`none` is without any method. `repeat` repeats rows: it adds nothing new, so what a method gains
beyond it is its own. `class_weight` makes no rows: the model weighs the classes. `even` brings all
classes up to the largest by synonyms, and `even repeat` by repeating rows.

Shown are accuracy and macro-F1, mean ± standard deviation over the seeds; then the gain over `none`
within each seed. Gains below one standard deviation of them mean nothing.

Not measured: larger models, and stages that want a file or a model of the user's.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from gains import Scores, gains, show
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, f1_score
from sklearn.model_selection import train_test_split

from augctl import expand

NONE, WEIGHTS = "none", "class_weight"

_EDA = ["text.synonym", "text.insert", "text.swap", "text.delete"]
STAGES: Mapping[str, Any] = {
    "repeat": ["tabular.random_oversample"],
    "synonym": ["text.synonym"],
    "insert": ["text.insert"],
    "swap": ["text.swap"],
    "delete": ["text.delete"],
    "eda": [{"one_of": _EDA}],
    "tfidf_synonym": ["text.tfidf_synonym"],
    "typo": ["text.typo"],
    "ocr_error": ["text.ocr_error"],
    "char_noise": ["text.char_noise"],
    "case": ["text.case"],
    "punctuation": ["text.punctuation"],
    "passive": ["text.passive"],
    "reorder": ["text.reorder"],
    "rewrite": ["text.rewrite"],
    "back_translate": ["text.back_translate"],
    "mixup": ["text.mixup"],
    "mixup same class": [{"text.mixup": {"partner": "same_class"}}],
}
"""The stages of each method that makes copies."""

EVEN: Mapping[str, Any] = {
    "even repeat": ["tabular.random_oversample"],
    "even": ["text.synonym"],
}
"""The stages of each method that makes classes even."""

_HAN = re.compile("[\u4e00-\u9fff]")


@dataclass(frozen=True)
class Given:
    """A table to try: its file, the column of text and the column to predict."""

    file: Path
    text: str
    target: str

    @classmethod
    def parse(cls, text: str) -> Given:
        """Read FILE:TEXT:LABEL."""
        file, column, target = text.rsplit(":", 2)
        return cls(Path(file), column, target)


def expanded(given: Given, train: Path, chain: dict[str, Any], seed: int, out: Path) -> Any:
    """Let augctl add rows; returns texts, classes, and their shares in each text."""
    source = {"text": given.text, "target": given.target}
    recipe = {"version": 1, "input": source, "chains": [{"name": "made", **chain}]}
    expand(train, recipe=recipe, output=out, seed=seed, workers=1)
    rows = pd.read_csv(out / "data" / train.name, keep_default_na=False)
    lines = (out / "manifest.jsonl").read_text(encoding="ascii").splitlines()
    texts, labels, shares = [], [], []
    for row, line in zip(rows.to_dict("records"), lines, strict=True):
        soft = json.loads(line).get("labels")
        for label, share in soft.items() if soft else [(str(row[given.target]), 1.0)]:
            texts.append(row[given.text])
            labels.append(label)
            shares.append(share)
    return texts, labels, np.array(shares)


def scored(train: Any, test: Any, weight: str | None) -> Scores:
    """Fit the model on some texts and score it on others."""
    texts, labels, shares = train
    han = sum(bool(_HAN.search(text)) for text in texts) * 2 > len(texts)
    words = TfidfVectorizer(
        ngram_range=(1, 2), sublinear_tf=True, analyzer="char" if han else "word"
    )
    model = LogisticRegression(C=10, max_iter=2000, class_weight=weight)
    model.fit(words.fit_transform(texts), labels, sample_weight=shares)
    guessed = model.predict(words.transform(test[0]))
    return {
        ("logistic", "accuracy"): float(accuracy_score(test[1], guessed)),
        ("logistic", "F1"): float(f1_score(test[1], guessed, average="macro")),
    }


def measured(given: Given, options: argparse.Namespace) -> dict[str, list[Scores]]:
    """Try all methods with each seed; returns scores by method."""
    rows = pd.read_csv(given.file, keep_default_na=False)
    copies = {name: {"copies": options.copies, "stages": each} for name, each in STAGES.items()}
    even = {name: {"balance": "max", "stages": each} for name, each in EVEN.items()}
    chains = {
        name: chain
        for name, chain in {**copies, **even}.items()
        if not options.only or name in options.only.split(",")
    }
    found: dict[str, list[Scores]] = {}
    for seed in range(options.seeds):
        train, test = train_test_split(
            rows, train_size=options.rows, stratify=rows[given.target], random_state=seed
        )
        unseen = test[given.text].tolist(), test[given.target].astype(str).tolist()
        own = train[given.text].tolist(), train[given.target].astype(str).tolist(), None
        for method, weight in ((NONE, None), (WEIGHTS, "balanced")):
            found.setdefault(method, []).append(scored(own, unseen, weight))
        with tempfile.TemporaryDirectory(prefix="augctl-bench-") as name:
            file = Path(name, "train.csv")
            train.to_csv(file, index=False)
            for method, chain in chains.items():
                made = expanded(given, file, chain, seed, Path(name, method))
                found.setdefault(method, []).append(scored(made, unseen, None))
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("table", type=Given.parse, metavar="FILE:TEXT:LABEL")
    parser.add_argument("--rows", type=int, default=500, help="how many train the model")
    parser.add_argument("--copies", type=int, default=2, help="made of each row")
    parser.add_argument("--seeds", type=int, default=10, help="how often all are tried")
    parser.add_argument("--only", default="", help="methods, with commas between")
    options = parser.parse_args()
    found = measured(options.table, options)
    print(f"{options.table.file.name}: {options.rows} rows to train, {options.seeds} seeds")
    show("scores", found, ".3f")
    before = found[NONE]
    show(
        f"gain over {NONE}",
        {name: gains(runs, before) for name, runs in found.items() if name != NONE},
        "+.3f",
    )


if __name__ == "__main__":
    main()
