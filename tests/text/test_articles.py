from __future__ import annotations

import pytest

from augctl.text.articles import article_for

AN = """apple error idea onion umbrella uncle unhappy unimportant uninvited urgent usher utter hour
honest heir onerous only upper ugly ID extra additional eatery earlier"""
A = """car house user used usual union unit unique university uniform utility European ewe one once
one-off unanimous ukulele urine year"""


@pytest.mark.parametrize("word", AN.split())
def test_an(word: str) -> None:
    assert article_for("a", word) == article_for("an", word) == "an"


@pytest.mark.parametrize("word", A.split())
def test_a(word: str) -> None:
    assert article_for("a", word) == article_for("an", word) == "a"
