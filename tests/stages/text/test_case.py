from __future__ import annotations

import pytest
from texts import reason, variants

from augctl.stages.text.case import Case

TEXT = "Ask if I'm THERE. the don't: see http://A.b/C, iPhone und Straße! 很好 ok"
STYLES = {
    "lower": "ask if i'm there. the don't: see http://A.b/C, iPhone und straße! 很好 ok",
    "upper": "ASK IF I'M THERE. THE DON'T: SEE http://A.b/C, iPhone UND STRASSE! 很好 OK",
    "title": "Ask If I'm There. The Don't: See http://A.b/C, iPhone Und Straße! 很好 Ok",
    "sentence": "Ask if I'm there. The don't: see http://A.b/C, iPhone und straße! 很好 ok",
}


@pytest.mark.parametrize("style", STYLES)
def test_words_are_written_so(style: str) -> None:
    assert set(variants(Case(to=style), TEXT, 5)) == {STYLES[style]}


def test_one_style_for_a_text_at_random() -> None:
    made = variants(Case(), TEXT)
    assert set(made) == set(STYLES.values())
    assert min(made.count(each) for each in STYLES.values()) > 60


def test_a_share_of_the_words() -> None:
    text = " ".join(["word"] * 20)
    for made in variants(Case(to="upper", share=0.25), text, 50):
        assert made.split().count("WORD") == 5
        assert made.lower() == text


def test_letters_that_become_two_are_exact() -> None:
    assert variants(Case(to="upper"), "ŉ ﬁn, ǰ", 1) == ["ʼN FIN, J̌"]
    assert variants(Case(to="lower"), "İS ΟΔΟΣ", 1) == ["i̇s οδος"]


def test_what_has_no_capitals_is_left() -> None:
    assert reason(Case(to="upper"), "房间很大 שלום 12") == "no letters that have capitals"
    assert reason(Case(to="lower"), "all small") == "it is written so already"
    assert variants(Case(share=0), TEXT, 2) == [TEXT] * 2


def test_marked_words_too_or_not() -> None:
    assert variants(Case(to="upper"), "ask ann now", 1, [(4, 7)]) == ["ASK ANN NOW"]
    plain = Case(to="upper", marked=False)
    assert variants(plain, "ask ann now", 1, [(4, 7)]) == ["ASK ann NOW"]
