"""The table beside the files that it is made of, where they are installed."""

from __future__ import annotations

import gzip
import time
from importlib.resources import files
from pathlib import Path

import pytest

from augctl.text.inflect import forms_of, inflected
from augctl.text.wordnet import WordNet, wordnet
from augctl.text.wordnet.build import PARTS, table_of

FOLDER = Path("/usr/share/wordnet")

needs_wordnet = pytest.mark.skipif(not FOLDER.is_dir(), reason="Debian's wordnet-base is absent")


def packaged() -> str:
    return gzip.decompress(files("augctl.text.wordnet").joinpath("table.gz").read_bytes()).decode()


@needs_wordnet
def test_the_table_can_be_built_again() -> None:
    assert table_of(FOLDER) == packaged()


@needs_wordnet
def test_synonyms_share_a_synset_but_for_those_of_our_own() -> None:
    synsets: dict[tuple[str, str], set[str]] = {}
    for part, name in PARTS.items():
        for line in (FOLDER / f"index.{name}").read_text().splitlines():
            if not line.startswith(" "):
                word, _, count, *rest = line.split()
                synsets[part, word] = set(rest[-int(count) :])
    folder = files("augctl.text.wordnet")
    ours = set()
    for line in folder.joinpath("added.txt").read_text().splitlines():
        part, word, *others = line.split() or ["#", ""]
        ours |= {(part, word, other) for other in others}
    pairs = [
        (sense.part, word, other)
        for word in (line.split("\t")[0] for line in packaged().splitlines() if "\t" in line)
        for sense in wordnet().senses(word)
        for other in sense.synonyms
    ]
    assert len(pairs) > 30_000
    for part, word, other in pairs:
        assert other != word
        assert (part, word, other) in ours or synsets[part, word] & synsets[part, other]


def test_it_loads_fast() -> None:
    start = time.process_time()
    WordNet(packaged())
    assert time.process_time() - start < 0.3


@pytest.mark.parametrize("word", ["be", "have", "do", "get", "make", "can", "will", "two", "the"])
def test_words_of_grammar_light_verbs_and_numbers_have_no_synonyms(word: str) -> None:
    assert not any(sense.synonyms for sense in wordnet().senses(word))


def test_forms() -> None:
    assert inflected("buy", ["VBD", "VBN"]) == "bought"
    assert inflected("quick", ["JJR"]) == "quicker"
    assert inflected("beautiful", ["JJR"]) == ""
    assert [(f.base, f.part) for f in forms_of("children")] == [("child", "n")]
    assert ("purchase", "v", ("VBD", "VBN")) in forms_of("purchased")
