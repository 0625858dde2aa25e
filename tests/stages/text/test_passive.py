from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from augctl.errors import MissingPart, RecipeError
from augctl.recipe.compile import load
from augctl.stages.text import _syntax
from augctl.stages.text.passive import Passive
from augctl.text.dice import Dice
from augctl.text.edits import applied, moved
from augctl.text.english.taggers import tagger_of
from augctl.text.passage import Passage
from text.turned import turned, worked_out


@pytest.mark.parametrize(("given", "wanted"), worked_out("passive_sentences.txt"))
def test_sentences_are_turned_or_left_as_worked_out_by_hand(given: str, wanted: str | None) -> None:
    assert turned(Passive(), given) == wanted


def test_what_is_around_a_clause_stays_byte_for_byte() -> None:
    before = 'Hi 👍🏽!!  The shop\u00a0(http://a.b/c?d=1)   is odd… She "paid"  it\t;)\n'
    given = before + "Ann repaired `f(x)`  ."
    assert turned(Passive(), given) == before + "`f(x)` was repaired by Ann  ."


def test_direction_says_which_clauses_are_turned() -> None:
    active, passive = "Ann paid the bill.", "The bill was paid by Ann."
    assert turned(Passive(direction="to_passive"), active) == passive
    assert turned(Passive(direction="to_passive"), passive) is None
    assert turned(Passive(direction="to_active"), passive) == active
    assert turned(Passive(direction="to_active"), active) is None


def test_there_and_back_again() -> None:
    there, back = Passive(direction="to_passive"), Passive(direction="to_active")
    count = 0
    for given, wanted in worked_out("passive_sentences.txt"):
        if wanted is not None and turned(there, given) == wanted:
            again = turned(back, wanted)
            # "Turned the light off" comes back as "turned off the light".
            assert again is None or _sorted(again) == _sorted(given)
            count += again is not None
    assert count > 40


def _sorted(sentence: str) -> list[str]:
    return sorted(re.findall(r"\w+", sentence.lower()))


def test_share_is_of_the_sentences_that_can_be_turned() -> None:
    sentence = "Ann paid the bill. It rained. "
    text = sentence * 10
    assert Passive(share=0).edit(Passage(text), Dice(1), {}) == ()
    for share, count in ((0.01, 1), (0.5, 5), (1, 10)):
        found = turned(Passive(share=share), text)
        assert found is not None
        assert found.count("The bill was paid by Ann. It rained. ") == count
        assert found.count(sentence) == 10 - count


def test_one_clause_of_a_sentence_is_turned_each_as_likely() -> None:
    text = "Ann paid the bill and she washed the car."
    found = [turned(Passive(), text, seed=seed) for seed in range(200)]
    assert set(found) == {
        "The bill was paid by Ann and she washed the car.",
        "Ann paid the bill and the car was washed by her.",
    }
    assert 70 < sum(each is not None and each.startswith("Ann") for each in found) < 130


@pytest.mark.parametrize("marked", ["Ann", "the bill", "bill", "yesterday"])
def test_what_is_marked_moves_along(marked: str) -> None:
    text = "Ann paid the bill yesterday."
    at = text.index(marked)
    span = (at, at + len(marked))
    edits = Passive().edit(Passage(text, [span]), Dice(1), {})
    assert not isinstance(edits, str)
    assert applied(text, edits) == "The bill was paid by Ann yesterday."
    place = moved(span, edits)
    assert place is not None
    assert applied(text, edits)[slice(*place)].lower() == marked.lower()


def test_what_is_marked_does_not_trade_places() -> None:
    edits = Passive().edit(Passage("Ann paid Bob.", [(0, 3), (9, 12)]), Dice(1), {})
    assert edits == "what is marked would trade places"


def test_chinese_is_left_alone() -> None:
    assert turned(Passive(), "小王打破了窗户。") is None


def test_a_missing_tagger_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "textblob.en", None)
    with pytest.raises(MissingPart, match=r"pip install 'augctl\[text\]'"):
        tagger_of.__wrapped__("pattern", "")
    monkeypatch.setitem(sys.modules, "spacy", None)
    with pytest.raises(MissingPart, match="pip install spacy"):
        tagger_of.__wrapped__("spacy", str(tmp_path))


def test_a_missing_pipeline_is_named(tmp_path: Path) -> None:
    pytest.importorskip("spacy")
    with pytest.raises(MissingPart, match="no pipeline"):
        tagger_of("spacy", str(tmp_path))


def test_spacy_tags_by_a_pipeline_from_a_folder(tmp_path: Path) -> None:
    spacy = pytest.importorskip("spacy")
    from spacy.training import Example

    # A pipeline that was taught one sentence, with a mistake: no other tagger has that.
    text, tags = "Ann paid the bill .", ["NNP", "VBD", "DT", "RB", "."]
    pipeline = spacy.blank("en")
    pipeline.add_pipe("tagger")
    examples = [Example.from_dict(pipeline.make_doc(text), {"tags": tags})]
    pipeline.initialize(lambda: examples)
    for _ in range(20):
        pipeline.update(examples)
    pipeline.to_disk(tmp_path)
    assert tagger_of("spacy", str(tmp_path))(tuple(text.split())) == tuple(tags)
    stage = Passive(parser="spacy", model=str(tmp_path))
    assert turned(stage, "Ann paid the bill.") is None
    assert list(stage.inputs()) == [tmp_path]
    assert Passive.model_validate(stage.model_dump(mode="json")) == stage
    assert list(Passive(model=str(tmp_path)).inputs()) == []
    assert turned(Passive(), "Ann paid the bill.") == "The bill was paid by Ann."


def test_a_pipeline_is_sought_beside_the_recipe(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "config.cfg").touch()
    given = {"parser": "spacy", "model": "mine"}
    stage = Passive.model_validate(given, context={"folder": tmp_path})
    assert list(stage.inputs()) == [tmp_path / "mine"]


def test_a_pipeline_that_is_not_there_is_told_with_its_line(tmp_path: Path) -> None:
    pytest.importorskip("spacy")
    (tmp_path / "texts.csv").write_text("text\nAnn paid.\n", encoding="utf-8")
    recipe = tmp_path / "r.yaml"
    recipe.write_text(
        "version: 1\nname: r\ninput: {path: texts.csv}\nchains:\n- name: c\n  copies: 1\n"
        "  stages:\n"
        "  - text.passive: {parser: spacy, model: no_such_pipeline}\n",
        encoding="utf-8",
    )
    with pytest.raises(RecipeError) as caught:
        load(recipe)
    (problem,) = caught.value.problems
    assert problem.line == 8
    assert "no_such_pipeline" in problem.expected


def test_versions_have_that_of_a_pipeline_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_syntax, "version_of", {"spacy": "3", "en_mine": "7"}.get)
    assert Passive(parser="spacy", model="en_mine").versions()["en_mine"] == "7"
    assert "en_mine" not in Passive(model="en_mine").versions()
