from __future__ import annotations

import re
import unicodedata
from time import perf_counter

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from augctl.text.tokens import HAN, Tokens, kept_of, pieces_of, tokens_of
from augctl.text.tokens import _patterns as patterns

_HAN = re.compile(f"[{HAN}]")
_UNSPACED = re.compile("[\u0e00-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f]")
_INNER = "'’-‐·ʼ"

# Signs of all kinds, those more often that rules are about.
SIGNS = st.one_of(
    st.sampled_from("abzÀÿßéжשع가中国々〇あアกข１Ａ½²Ⅻ①٣ʼ\u0301\u200d\u05b4’'-‐· ,。!?\n"),
    st.sampled_from("aZ09_.:(@#`<>&;{}[]/\\=~^$%*+| '-e中é"),
    st.characters(codec=None, categories=None),
)
TEXTS = st.text(SIGNS, max_size=40)


def _is_mark(sign: str) -> bool:
    return unicodedata.category(sign)[0] == "M" or sign in "\u200c\u200d"


def _is_letter(sign: str) -> bool:
    return sign.isalpha() and not _HAN.match(sign) and not _UNSPACED.match(sign)


def found_sign_by_sign(text: str) -> Tokens:
    """Find the words of a text in which nothing must stay, by the definition."""
    words, han, at = [], [], 0
    while at < len(text):
        start = at
        if _HAN.match(text[at]):
            while at < len(text) and _HAN.match(text[at]):
                at += 1
            han.append((start, at))
        elif _is_letter(text[at]):
            while at < len(text):
                here = text[at]
                inner = here in _INNER and at + 1 < len(text) and _is_letter(text[at + 1])
                if not (_is_letter(here) or _is_mark(here) or inner):
                    break
                at += 1
            words.append((start, at))
        else:
            at += 1
    return Tokens(words, han)


@settings(max_examples=1500, deadline=None)
@given(TEXTS)
@example("m² ½ Ⅻ x")
@example("naïve's e\u0301-x 中a·b")
def test_words_are_what_they_are_defined_to_be(text: str) -> None:
    plain = re.sub(r"[!-&(-,./:-@\[-`{-~0-9＠＃]|(?<=[a-z])[A-Z]", " ", text)
    assert tokens_of(plain) == found_sign_by_sign(plain)


@settings(max_examples=1500, deadline=None)
@given(TEXTS)
def test_the_short_cuts_find_what_the_whole_pattern_finds(text: str) -> None:
    matches = [(match.lastindex, match.span()) for match in patterns().token.finditer(text)]
    words, han = tokens_of(text)
    assert words == [span for kind, span in matches if kind == 1]
    assert han == [span for kind, span in matches if kind == 2]
    assert kept_of(text) == [span for kind, span in matches if kind is None]


@settings(max_examples=500, deadline=None)
@given(TEXTS)
def test_pieces_are_the_whole_text(text: str) -> None:
    pieces = pieces_of(text)
    assert "".join(text[a:b] for a, b in pieces) == text
    assert all(a < b for a, b in pieces)


KEPT = [
    *(
        "http://a.b/c?d=e#f",
        "https://例.中国/路",
        "ftp://a",
        "www.a.io",
        "a.io/b",
        "bob@a.io",
        "@bob",
    ),
    *(
        "#tag",
        "＃话题",
        "192.168.1.1",
        "3.5",
        "1,000",
        "10:30",
        "$20",
        "50%",
        "2nd",
        "x2",
        "iPhone",
    ),
    *("snake_case", "f(x)", "`let it be`", "```if a then b```", "<b>", "</b>", "&amp;", "&#39;"),
    *("{name}", "{{ name }}", "[[a link]]", "%(name)s", "C:\\Users\\me", "~/file", "a=b", "e.g."),
    *("½", "Ⅻ", "①", "１２", "٣", "👍🏽", "👨‍👩‍👧", "=cmd", "\ud800"),
]


@pytest.mark.parametrize("kept", KEPT)
@pytest.mark.parametrize("around", ["{}", "see {} now", "看{} 吧", "({})", "Well, {}, yes"])
def test_what_is_not_written_for_a_reader_alone_has_no_words(kept: str, around: str) -> None:
    before, _, after = around.partition("{}")
    text = before + kept + after
    words = {text[a:b] for found in tokens_of(text) for a, b in found}
    assert words <= {"see", "now", "看", "吧", "Well", "yes"}


def test_a_megabyte_takes_no_longer_by_the_letter() -> None:
    for part in ("a", "a ", "中", "é", "a.b ", "-", "<", "`", "{{", "[[", "@", "e\u0301"):
        began = perf_counter()
        tokens_of(part * (1_000_000 // len(part)))
        assert perf_counter() - began < 5, part
