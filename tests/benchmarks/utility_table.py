"""Does it help a model: scores on untouched rows, before and after each method for tables.

    pip install -e ".[test]"                            # has pandas
    python tests/benchmarks/utility_table.py /path/anes96.csv:vote    # five minutes, 900 rows
    python tests/benchmarks/utility_table.py /path/modechoice.csv:choice:individual

A table is given as FILE:TARGET or FILE:TARGET:ID; rows of one id are never on both sides of a
split. For each of 10 seeds, a quarter of the rows is put aside to test with, by class. augctl has
the rest alone as its input, and each method brings every class up to the largest; but `mixup`, of
which no one class comes, makes a row of each. Two models are fitted on what is written and scored
on the rows put aside:

- `logistic`: logistic regression on scaled numbers, medians for missing ones, categories one-hot;
- `boosting`: gradient boosting of histograms, on the same.

`none` is without any method. `class_weight` makes no rows: the models weigh the classes, which
costs nothing, so that a method should be better than that. `smote+tomek` and `smote+enn` leave out
made rows; imbalanced-learn's methods of these names leave out rows of the table too. Made rows of
soft classes (`mixup`) count for each class by its share. `kmeans_smote` has `min_share: 0.25`, as
few clusters have half of their rows in the rare class; all else is as by default. A method that
does not fit the table is named below with the reason.

Shown are macro-F1 (`F1`) and balanced accuracy (`accuracy`), mean ± standard deviation over the
seeds; then the gain over `none` within each seed, which the luck of the split does not blur so
much.

Read with care: `random_oversample` adds nothing new, so what a method gains beyond it is its own.
On few rows boosting gains much by any copies, for its leaves want 20 rows; on modechoice.csv,
weighted classes and leaves of 5 rows come as far without a made row.

Not measured: other quotas and parameters; calibration (made rows shift the odds); larger models.
With so few rows, gains below one standard deviation of them mean nothing.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from gains import Scores, gains, show
from sklearn.base import ClassifierMixin
from sklearn.compose import make_column_selector, make_column_transformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import balanced_accuracy_score, f1_score
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from augctl import expand
from augctl.errors import UsageError

NONE, WEIGHTS = "none", "class_weight"
FOLDS = 4


def _even(stage: Any, *gates: str) -> dict[str, Any]:
    return {"balance": "max", "stages": [stage], "gates": gates}


METHODS: Mapping[str, Mapping[str, Any]] = {
    "random_oversample": _even("tabular.random_oversample"),
    "smote": _even("tabular.smote"),
    "smote_nc": _even("tabular.smote_nc"),
    "borderline_smote": _even("tabular.borderline_smote"),
    "svm_smote": _even("tabular.svm_smote"),
    "kmeans_smote": _even({"tabular.kmeans_smote": {"min_share": 0.25}}),
    "adasyn": _even("tabular.adasyn"),
    "mixup": {"copies": 1, "stages": ["tabular.mixup"]},
    "jitter": _even("tabular.jitter"),
    "swap_noise": _even("tabular.swap_noise"),
    "copula": _even("tabular.copula"),
    "smote+tomek": _even("tabular.smote", "quality.tomek"),
    "smote+enn": _even("tabular.smote", "quality.enn"),
}
"""What each method's chain has."""

MODELS: Mapping[str, Callable[[str | None, int], ClassifierMixin]] = {
    "logistic": lambda weight, seed: LogisticRegression(max_iter=5000, class_weight=weight),
    "boosting": lambda weight, seed: HistGradientBoostingClassifier(
        class_weight=weight, random_state=seed
    ),
}

SCORES: Mapping[str, Callable[..., float]] = {
    "F1": lambda truth, found: f1_score(truth, found, average="macro"),
    "accuracy": balanced_accuracy_score,
}


@dataclass(frozen=True)
class Given:
    """A table to try: its file, the column to predict, and one that tells rows apart, if any."""

    file: Path
    target: str
    id: str | None

    @classmethod
    def parse(cls, text: str) -> Given:
        """Read FILE:TARGET or FILE:TARGET:ID."""
        file, target, *rest = text.split(":")
        return cls(Path(file), target, rest[0] if rest else None)

    def split(self, seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Return rows to train with and rows to test with."""
        rows = pd.read_csv(self.file)
        groups = np.arange(len(rows)) if self.id is None else rows[self.id]
        folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=seed)
        train, test = next(folds.split(rows, rows[self.target], groups))
        return rows.iloc[train], rows.iloc[test]

    def parts(self, rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
        """Return what a model sees, and the classes."""
        left_out = [self.target] if self.id is None else [self.target, self.id]
        return rows.drop(columns=left_out), rows[self.target].astype(str)


def expanded(given: Given, train: Path, method: str, seed: int, out: Path) -> pd.DataFrame:
    """Let augctl add rows; returns all rows, their share of the class in the column of weights.

    Raises:
        UsageError: The method does not fit the table.
    """
    source = {"target": given.target} | ({"id": given.id} if given.id else {})
    chain = {"name": "made", **METHODS[method]}
    recipe = {"version": 1, "input": source, "chains": [chain]}
    expand(train, recipe=recipe, output=out, seed=seed, workers=1)
    rows = pd.read_csv(out / "data" / train.name)
    lines = (out / "manifest.jsonl").read_text(encoding="ascii").splitlines()
    found = []
    for row, line in zip(rows.to_dict("records"), lines, strict=True):
        soft = json.loads(line).get("labels")
        for label, share in soft.items() if soft else [(str(row[given.target]), 1.0)]:
            found.append(row | {given.target: label, "": share})
    return pd.DataFrame(found)


def scored(
    given: Given, train: pd.DataFrame, test: pd.DataFrame, weight: str | None, seed: int
) -> Scores:
    """Fit the models on some rows and score them on others."""
    shares = train.pop("") if "" in train else None
    x, y = given.parts(train)
    unseen, truth = given.parts(test)
    found = {}
    for name, make in MODELS.items():
        prepared = make_column_transformer(
            (
                make_pipeline(SimpleImputer(strategy="median"), StandardScaler()),
                make_column_selector(dtype_include="number"),
            ),
            (
                OneHotEncoder(handle_unknown="ignore", sparse_output=False),
                make_column_selector(dtype_exclude="number"),
            ),
        )
        model = make(weight, seed).fit(prepared.fit_transform(x), y, sample_weight=shares)
        guessed = model.predict(prepared.transform(unseen))
        for score, of in SCORES.items():
            found[name, score] = float(of(truth, guessed))
    return found


def measured(given: Given, seeds: int) -> tuple[dict[str, list[Scores]], dict[str, str]]:
    """Try all methods with each seed; returns scores by method, and why a method does not fit."""
    found: dict[str, list[Scores]] = {}
    unfit: dict[str, str] = {}
    for seed in range(seeds):
        train, test = given.split(seed)
        for method in (NONE, WEIGHTS):
            weight = "balanced" if method == WEIGHTS else None
            found.setdefault(method, []).append(scored(given, train.copy(), test, weight, seed))
        with tempfile.TemporaryDirectory(prefix="augctl-bench-") as name:
            file = Path(name, "train.csv")
            train.to_csv(file, index=False)
            for method in METHODS:
                if method in unfit:
                    continue
                try:
                    rows = expanded(given, file, method, seed, Path(name, method))
                except UsageError as error:
                    unfit[method] = str(error)
                    found.pop(method, None)
                    continue
                found.setdefault(method, []).append(scored(given, rows, test, None, seed))
    return found, unfit


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("tables", nargs="+", type=Given.parse, metavar="FILE:TARGET[:ID]")
    parser.add_argument("--seeds", type=int, default=10, help="how often all are tried")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the scores there too")
    options = parser.parse_args()
    scores: dict[str, Any] = {}
    for given in options.tables:
        found, unfit = measured(given, options.seeds)
        classes = pd.read_csv(given.file)[given.target].value_counts()
        counts = ", ".join(f"{label} {count}" for label, count in classes.items())
        print(f"\n{given.file.name}, {given.target}: {counts}; {options.seeds} seeds")
        show("scores", found, ".3f")
        before = found[NONE]
        changed = {name: gains(runs, before) for name, runs in found.items() if name != NONE}
        show(f"gain over {NONE}", changed, "+.3f")
        for method, reason in unfit.items():
            print(f"{method} does not fit: {reason}")
        scores[given.file.name] = {
            method: [{" ".join(key): value for key, value in run.items()} for run in runs]
            for method, runs in found.items()
        }
    if options.json:
        options.json.write_text(json.dumps(scores, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
