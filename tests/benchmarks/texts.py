"""How fast each stage for text is, beside nlpaug's of the same work.

    pip install -e ".[bench,text]"
    python tests/benchmarks/texts.py                              # sentences of its own
    python tests/benchmarks/texts.py --csv reviews.csv --column text
    python tests/benchmarks/texts.py --only swap delete

Everyone works on the same sentences, in one process, on one core. What is timed, per sentence, in
processor time:

- augctl: the stage as a worker calls it, blocks of 4096 rows: all draws, the edits that go into
  the manifest, the finished text. Without reading and writing files.
- nlpaug: `augment` of one sentence after another, or of all at once, whichever is faster. It leaves
  no note of what it did.

Both change one word in ten, one letter in each where letters change. The work is not the same to
the letter: nlpaug also changes URLs, numbers and spaces, and splits punctuation off.
In each round everyone runs once, in another order each round, and the least time of all rounds
counts: what disturbs a machine only ever makes things slower. Ratios are nlpaug's time over
augctl's: above 1, augctl is faster. nlpaug's synonyms need data of NLTK; without it, they are not
measured.
"""

from __future__ import annotations

import argparse
import csv
import math
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

sys.path.append(str(Path(__file__).parents[1]))

from table_stores import store, training_of

from augctl import registry
from augctl.engine.threads import one_thread
from augctl.tables.draws import Draws
from augctl.tables.schema import Column
from augctl.tables.table import Training

BLOCK = 4096

STAGES: Mapping[str, Mapping[str, Any]] = {
    "swap": {"share": 0.1},
    "delete": {"share": 0.1},
    "synonym": {"share": 0.1},
    "insert": {"share": 0.1},
    "tfidf_synonym": {"share": 0.1},
    "typo": {"share": 0.1},
    "ocr_error": {"share": 0.1},
    "char_noise": {"share": 0.02},
    "case": {"to": "lower"},
    "punctuation": {"changes": ["insert"], "share": 0.1},
}

_SUBJECTS = "The new card|My last payment|A friend of mine|Your support team|This transfer".split(
    "|"
)
_VERBS = "was charged twice|did not arrive|looks wrong|has been very helpful|failed again".split(
    "|"
)
_ENDS = (
    "when I paid at the shop last week.",
    "and nobody could tell me why!",
    "since the app was updated, what should I do now?",
    "on 12.05.2024 at 10:30, see http://example.com/help?id=7.",
    "although I had enough money in my account.",
    "so please check it as soon as possible.",
    "before my holiday; thank you for looking into it.",
)

Work = Callable[[], object]


def sentences() -> list[str]:
    """Make sentences of some fifteen words, one in seven with a URL and numbers."""
    return [f"{a} {b} {c}" for a in _SUBJECTS for b in _VERBS for c in _ENDS]


def read(file: Path, column: str) -> list[str]:
    """Read the texts of a column."""
    with file.open(encoding="utf-8", newline="") as lines:
        return [row[column] for row in csv.DictReader(lines) if row[column]]


def training_on(texts: Sequence[str], folder: Path) -> Training:
    """Write a table with a column of text, and open it."""
    columns = (
        Column("text", "text", "word", edited=1),
        Column("y", "target", "code", categories=("a",)),
    )
    words = [(text,) for text in texts]
    return training_of(store(folder, words=words, labels=np.zeros(len(texts)), columns=columns))


def ours(name: str, training: Training, count: int) -> Work:
    """Draw and apply a stage, block by block."""
    kind: Any = registry.find(f"text.{name}")
    stage = kind(**STAGES[name])
    state = stage.ready(stage.fit(training, [0], np.random.default_rng(0)))
    rows = np.arange(count) % training.table.count
    parts = [rows[start : start + BLOCK] for start in range(0, count, BLOCK)]
    blocks = [training.table.block(part, np.zeros_like(part)) for part in parts]

    def work() -> None:
        for part, block in zip(parts, blocks, strict=True):
            draws = Draws(7, ("bench", 0, stage.name), part, np.zeros_like(part))
            drawn = stage.draw(block, draws, training, state)
            stage.apply(block, drawn, training, state)

    return work


def theirs(name: str, texts: Sequence[str], count: int) -> Iterator[Work]:
    """Call nlpaug's augmenter, in both ways; none where it has none, or lacks its data."""
    augmenter = _augmenter(name)
    if augmenter is None:
        return
    every = [texts[i % len(texts)] for i in range(count)]
    yield lambda: [augmenter.augment(text) for text in every]
    yield lambda: augmenter.augment(every)


def _augmenter(name: str) -> Any:
    import nlpaug.augmenter.char as nac
    import nlpaug.augmenter.word as naw

    letters = {"aug_word_p": 0.1, "aug_char_max": 1, "aug_word_max": None}
    if name in ("swap", "delete"):
        return naw.RandomWordAug(action=name, aug_p=0.1, aug_max=None)
    if name == "typo":
        return nac.KeyboardAug(**letters)
    if name == "ocr_error":
        return nac.OcrAug(**letters)
    if name == "char_noise":
        return nac.RandomCharAug(action="substitute", **letters)
    if name == "synonym" and _has_wordnet():
        return naw.SynonymAug(aug_src="wordnet", aug_p=0.1, aug_max=None)
    return None


def _has_wordnet() -> bool:
    import nltk

    try:
        for resource in ("corpora/wordnet", "taggers/averaged_perceptron_tagger_eng"):
            nltk.data.find(resource)
    except LookupError:
        return False
    return True


def measure(works: Sequence[Work], rounds: int) -> list[float]:
    """Return the least time that each work took."""
    times = [math.inf] * len(works)
    for number in range(rounds + 1):
        for i in range(len(works)):
            one = (i + number) % len(works)
            began = time.process_time()
            works[one]()
            # The first round is for what is done only once.
            if number:
                times[one] = min(times[one], time.process_time() - began)
    return times


def contest(name: str, texts: Sequence[str], options: argparse.Namespace) -> str:
    """Measure everyone at a stage's work; returns a row of the table."""
    with tempfile.TemporaryDirectory() as folder:
        training = training_on(texts, Path(folder))
        works = [ours(name, training, options.count), *theirs(name, texts, options.count)]
        mine, *peers = measure(works, options.rounds)
    rate = f"| text.{name} | {options.count / mine:,.0f} |"
    if not peers:
        return f"{rate} | |"
    return f"{rate} {options.count / min(peers):,.0f} | {min(peers) / mine:.2f} |"


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--csv", type=Path, metavar="FILE", help="a CSV file with texts")
    parser.add_argument("--column", default="text", help="the column that holds them")
    parser.add_argument("--only", nargs="*", choices=STAGES, default=list(STAGES))
    parser.add_argument("--count", type=int, default=BLOCK, help="how many sentences at a time")
    parser.add_argument("--rounds", type=int, default=5, help="how often everyone runs")
    options = parser.parse_args()
    one_thread()
    texts = read(options.csv, options.column) if options.csv else sentences()
    letters = sum(map(len, texts)) / len(texts)
    print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(f"augctl {version('augctl')}, nlpaug {version('nlpaug')}")
    print(f"{len(texts)} texts, {letters:.0f} signs each; sentences per second of one core\n")
    print("| stage | augctl | nlpaug | ratio |\n|---|---:|---:|---:|")
    for name in options.only:
        print(contest(name, texts, options), flush=True)


if __name__ == "__main__":
    main()
