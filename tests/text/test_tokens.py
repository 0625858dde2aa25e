from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from time import process_time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from augctl.text.passage import cutter, every_word
from augctl.text.tokens import HAN, Tokens, fixed_of, pieces_of, tokens_of
from augctl.text.tokens import _patterns as patterns

_HAN = re.compile(f"[{HAN}]")
_UNSPACED = re.compile("[\u0e00-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f]")
_INNER = "'’-‐·ʼ"

# Signs of all kinds, those more often that rules are about.
SIGNS = st.one_of(
    st.sampled_from("abzÀÿßéжשع가中国々〇あアกข１Ａ½²Ⅻ①٣ʼ\u0301\u200d\u05b4’'-‐· ,。!?\n"),
    st.sampled_from("xXDdPpo3:;()-：；）"),
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
@example("A\U000e0100b")
@example("naïve's e\u0301-x 中a·b")
def test_words_are_what_they_are_defined_to_be(text: str) -> None:
    plain = re.sub(r"[!-&(-,./:-@\[-`{-~0-9＠＃：；xX]|(?<=[a-z])[A-Z]", " ", text)
    assert tokens_of(plain) == found_sign_by_sign(plain)


@settings(max_examples=1500, deadline=None)
@given(TEXTS)
def test_the_short_cuts_find_what_the_whole_pattern_finds(text: str) -> None:
    matches = [(match.lastindex, match.span()) for match in patterns().token.finditer(text)]
    words, han = tokens_of(text)
    assert words == [span for kind, span in matches if kind == 1]
    assert han == [span for kind, span in matches if kind == 2]
    assert fixed_of(text) == [span for kind, span in matches if kind is None]


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
    *(":)", ";-)", ":(", ":'(", ":D", ":-P", ":P", ";o", "xD", "XD", "xd", "X-D", "XDDD", "x)"),
    *("<3", "</3", "^_^", "o_O", "-_-", ":smile:", ":+1:", ":flag_de:", "：）"),
]


@pytest.mark.parametrize("kept", KEPT)
@pytest.mark.parametrize("around", ["{}", "see {} now", "看{} 吧", "({})", "Well, {}, yes"])
def test_what_is_not_written_for_a_reader_alone_has_no_words(kept: str, around: str) -> None:
    before, _, after = around.partition("{}")
    text = before + kept + after
    words = {text[a:b] for found in tokens_of(text) for a, b in found}
    assert words <= {"see", "now", "看", "吧", "Well", "yes"}


def test_what_only_looks_like_a_smiley_has_words() -> None:
    text = "Note: yes; expect a tax) or box (so) is XL: done"
    assert [text[a:b] for a, b in tokens_of(text).words] == re.findall("[A-Za-z]+", text)
    assert fixed_of("Really?:) Well:D") == [(7, 9), (10, 16)]


def _times_longer(work: Callable[[str], object], part: str, count: int) -> float:
    """Return how many times as long a text takes that is eight times as long."""

    def least(text: str) -> float:
        times = []
        for _ in range(3):
            began = process_time()
            work(text)
            times.append(process_time() - began)
        return min(times)

    return least(part * count * 8) / max(least(part * count), 0.01)  # finer, clocks are noise


@pytest.mark.parametrize(
    "part",
    ["a", "a ", "中", "é", "a.b ", "-", "<", "`", "{{", "[[", "@", "e\u0301", ":", "x", ":a"],
)
def test_a_long_text_takes_no_longer_by_the_letter(part: str) -> None:
    assert _times_longer(tokens_of, part, 120_000 // len(part)) < 24  # 64, were it by the square


@pytest.mark.parametrize("part", ["中", "房间很大服务好", "𠀀"])
def test_a_long_run_of_chinese_is_cut_in_as_much_time_by_the_letter(part: str) -> None:
    every_word("好")
    assert _times_longer(every_word, part, 4000 // len(part)) < 24


def test_a_run_that_is_cut_in_parts_has_the_words_of_the_whole() -> None:
    part = "酒店的位置非常好离地铁站很近前台服务员热情早餐种类丰富房间干净整洁"
    text = part * 40
    whole = [(a, b) for _, a, b in cutter().tokenize(text)]
    assert every_word(text) == whole
    assert len(whole) > 600
