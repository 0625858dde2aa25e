from __future__ import annotations

import pytest
from pydantic import ValidationError
from texts import drawn, reason, variants

from augctl.stages.text.punctuation import Punctuation

KEPT = "Dr. A. Li: 3.5, 10:30; http://a.b/c?d e.g. U.S. :) so?:) :a_b: `f(x);` @me"


def only(change: str, **others: object) -> Punctuation:
    return Punctuation(changes=[change], **others)


def test_a_mark_is_dropped() -> None:
    assert set(variants(only("drop"), "Well, yes! 好，是。")) == {
        "Well yes! 好，是。", "Well, yes 好，是。", "Well, yes! 好是。", "Well, yes! 好，是"
    }  # fmt: skip


def test_a_mark_is_repeated() -> None:
    assert set(variants(only("repeat"), "Well, yes!")) == {f"Well, yes{'!' * n}" for n in (2, 3, 4)}
    assert set(variants(only("repeat"), "好，是。")) == {f"好，是{'。' * n}" for n in (2, 3, 4)}


def test_a_mark_is_swapped_for_one_of_like_use_or_of_other_width() -> None:
    assert set(variants(only("swap"), "yes.")) == {"yes!", "yes...", "yes;"}
    assert "是." in variants(only("swap"), "是。")
    assert set(variants(only("swap"), "好,")) == {"好，"}


def test_a_mark_is_inserted_between_words_as_in_the_paper() -> None:
    made = variants(only("insert"), "go now 12 well")
    assert set(made) == {f"go{mark} now 12 well" for mark in ".;?:!,"}
    assert min(map(made.count, set(made))) > 40
    assert set(variants(only("insert", marks=","), "房间很大")) == {"房间，很大"}
    third = only("insert", share=1 / 3)
    words = " ".join(["word"] * 31)
    for edits in drawn(third, words, 20):
        assert len(edits) == 10
        assert all(new in ".;?:!," and start == stop for start, stop, new in edits)


def test_marks_that_are_part_of_something_stay() -> None:
    marks = only("drop", share=1)
    assert set(variants(marks, KEPT, 5)) == {KEPT.replace("Li:", "Li")}
    assert reason(marks, KEPT.replace("Li:", "Li")) == "no punctuation that can be changed"


def test_what_is_marked_stays() -> None:
    assert variants(only("drop", share=1), "St. James, yes.", 2, [(0, 9)]) == ["St. James yes"] * 2
    assert variants(only("insert", share=1, marks=","), "go to San Jose", 1, [(6, 14)]) == [
        "go, to San Jose"
    ]


def test_one_change_for_a_text() -> None:
    assert set(variants(Punctuation(marks=","), "go on.")) == {
        *("go on", "go on..", "go on...", "go on....", "go on!", "go on;", "go, on."),
    }
    assert variants(Punctuation(share=0), "go on.", 2) == ["go on."] * 2
    with pytest.raises(ValidationError, match="at least 1"):
        Punctuation(changes=[])
