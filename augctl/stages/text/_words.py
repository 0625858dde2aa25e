"""The words of the training texts."""

from __future__ import annotations

from augctl.stages.texts import walk_texts
from augctl.tables.table import Training
from augctl.text.passage import every_word


def training_words(training: Training) -> set[str]:
    """Return all words of the texts of the training split, in lower case."""
    return {
        text[start:stop].lower()
        for text in walk_texts(training)
        if text
        for start, stop in every_word(text)
    }
