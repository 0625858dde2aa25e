from __future__ import annotations

from pathlib import Path

import pytest

from augctl.documents.text import parse
from augctl.errors import RecipeError
from augctl.text.dialogue.model import Model
from augctl.text.dialogue.read import model_of, read_model
from augctl.text.dialogue.speech import drawn_speech, spoken
from augctl.text.dice import Dice

SAMPLES = Path(__file__).parents[2] / "sample_data" / "text"

TEXT = """\
dialogue: 1
name: desk
max_turns: 20
outcomes: [good, bad]
start: {hi: 1}
intents:
  hi:
    speaker: guest
    templates:
      any: ["Hello, I am {name}.", "{name} here.", "{{sic}}"]
      brief: ["{name}"]
  ask: {speaker: guest, templates: ["Room {room}?"]}
  tell: {speaker: host, templates: ["Yes, {name}: {room}, {code}."]}
transitions:
  hi: {ask: 0.75, bad: 0.25}
  ask: {tell: 1}
  tell: {ask: 0.5, good: 0.4, bad: 0.1}
slots:
  name: [Ann, Bo]
  room: [7, 007, 1e3]
  code: {pattern: "K-##"}
personas:
  short: {style: brief, share: 3, weights: {hi: {bad: 0}}}
  other: {slots: {name: [Cy]}, weights: {tell: {good: 2, ask: 0.4}}}
"""


def problems(old: str = "", new: str = "") -> list[str]:
    assert old in TEXT
    with pytest.raises(RecipeError) as found:
        model_of(parse(TEXT.replace(old, new, 1), "m.yaml"))
    return [str(problem) for problem in found.value.problems]


def test_a_model_is_what_its_file_says() -> None:
    model = model_of(parse(TEXT))
    assert [persona.share for persona in model.personas] == [0.75, 0.25]
    short, other = model.personas
    assert short.rows == ({1: 1.0}, {2: 1.0}, {1: 0.5, 3: 0.4, 4: 0.1})
    # 0.5 * 0.4, 0.4 * 2 and 0.1, scaled to sum to 1
    assert other.rows[2] == pytest.approx({1: 0.2 / 1.1, 3: 0.8 / 1.1, 4: 0.1 / 1.1})
    assert other.slots["name"].values == ("Cy",)
    assert short.slots["room"].values == ("7", "007", "1e3")  # as written, and no numbers
    assert model.intents[0].options("brief") == (3,)
    assert model.intents[0].options("any") == (0, 1, 2)
    assert model.intents[1].options("brief") == (0,)
    assert Model.unpacked(model.packed()) == model


@pytest.mark.parametrize("name", ["helpdesk.yaml", "express_zh.yaml"])
def test_our_samples_are_models(name: str) -> None:
    model = read_model(SAMPLES / name)
    assert len(model.outcomes) == 3
    assert all(chain.chance() > 0.999 for chain in map(model.chain, model.personas))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "hi: {ask: 0.75,",
            "hi: {ask: 0.7,",
            "m.yaml:15:3: transitions.hi: expected probabilities that sum to 1, found 0.95",
        ),
        ("start: {hi: 1}", "start: {hi: 0.5}", "start: expected probabilities that sum to 1"),
        ("{tell: 1}", "{tel: 1}", "transitions.ask.tel: expected an intent or an outcome (hi, "),
        ("{tell: 1}", "{tel: 1}", "found 'tel'; did you mean 'tell'?"),
        ("  ask: {tell: 1}\n", "", "transitions: expected a row for the intent 'ask'"),
        ("  ask: {tell: 1}", "  good: {hi: 1}\n  ask: {tell: 1}", "no row for an outcome"),
        ("start: {hi: 1}", "start: {bad: 1}", "start.bad: expected an intent (hi, ask, tell)"),
        (
            "{ask: 0.75, bad: 0.25}",
            "{hi: 0.75, bad: 0.25}",
            "intents.ask: expected an intent that start leads to, found no way to it",
        ),
        ("good: 0.4, bad: 0.1", "ask: 0.5", "each key once"),
        ("[good, bad]", "[good, bad, far]", "outcomes[3]: expected an outcome that dialogues come"),
        ("[good, bad]", "[good, bad, hi]", "outcomes[3]: expected a name that no intent"),
        ("max_turns: 20", "max_turns: 2", "max_turns: expected 3 or more: the shortest way to "),
        ('["Room {room}?"]', "[]", "intents.ask.templates: expected a list of templates"),
        ("{room}?", "{floor}?", "intents.ask.templates[1]: expected a slot with values (name, "),
        ("{room}?", "{room?", "intents.ask.templates[1]: expected a slot as {name}"),
        ("  room: [7, 007, 1e3]\n", "", "expected a slot with values (name, code), found {room}"),
        ("[Ann, Bo]", "[]", "slots.name: expected a list of values"),
        ("name: [Ann, Bo]", "names: [Ann, Bo]", "found {name}, which short has no values for"),
        ("style: brief", "style: breif", "found 'breif'; did you mean 'brief'?"),
        ("style: brief", "stile: brief", "found 'stile'; did you mean 'style'?"),
        ("{hi: {bad: 0}}", "{hi: {good: 0}}", "personas.short.weights.hi.good: expected what may"),
        ("{hi: {bad: 0}}", "{ho: {bad: 0}}", "personas.short.weights.ho: expected an intent"),
        ("{hi: {bad: 0}}", "{ask: {tell: 0}}", "personas.short.weights.ask: expected a factor"),
        ('      any: ["Hello', '      long: ["Hello', "none for the persona 'other'"),
        ("dialogue: 1", "dialog: 1", "expected a dialogue model, a mapping that begins with"),
    ],
)
def test_what_is_wrong_has_a_place_and_a_way_out(old: str, new: str, said: str) -> None:
    found = problems(old, new)
    assert any(said in problem for problem in found), found


def test_of_a_persona_that_never_ends_it_is_said_whose_dialogues_go_on() -> None:
    found = problems("{hi: {bad: 0}}", "{tell: {good: 0, bad: 0}}")
    assert ["transitions.ask" in found[0], "transitions.tell" in found[1]] == [True, True]
    for problem in found:
        assert "expected a way to an outcome" in problem
        assert "dialogues of short that come here go on for ever" in problem


def test_of_a_model_that_never_ends_no_one_is_blamed() -> None:
    text = TEXT.replace("{ask: 0.5, good: 0.4, bad: 0.1}", "{ask: 1}")
    text = text[: text.index("personas:")]
    with pytest.raises(RecipeError, match="found none: dialogues that come here go on for ever"):
        model_of(parse(text))


def test_all_problems_come_at_once() -> None:
    text = TEXT.replace("ask: 0.75", "ask: 0.7").replace("{room}?", "{floor}?")
    with pytest.raises(RecipeError) as found:
        model_of(parse(text))
    assert [problem.line for problem in found.value.problems] == [12, 15]


def test_an_empty_file_is_no_model(tmp_path: Path) -> None:
    (tmp_path / "m.yaml").touch()
    with pytest.raises(RecipeError, match="expected a dialogue model, found an empty file"):
        read_model(tmp_path / "m.yaml")


def test_a_slot_has_one_value_and_templates_do_not_repeat_before_all_were_used() -> None:
    model = model_of(parse(TEXT))
    path = [0, 1, 2, 1, 2, 0, 0, 0, 0]
    seen = set()
    for seed in range(300):
        dice = Dice(seed)
        templates, values = drawn_speech(model, model.personas[1], path, dice)
        his = [templates[i] for i in (0, 5, 6)]
        assert sorted(his) == [0, 1, 2]
        assert templates[7] in (0, 1, 2)
        assert values["name"] == "Cy"
        turns = list(spoken(model, path, templates, values))
        assert turns[1]["text"] == turns[3]["text"] == f"Room {values['room']}?"
        assert turns[2] == {
            "speaker": "host",
            "intent": "tell",
            "text": f"Yes, Cy: {values['room']}, {values['code']}.",
        }
        assert "{sic}" in [turn["text"] for turn in turns]
        seen.add((values["room"], values["code"]))
    assert {room for room, _ in seen} == {"7", "007", "1e3"}
    codes = {code for _, code in seen}
    assert len(codes) > 80
    assert all(len(code) == 4 and code[:2] == "K-" and code[2:].isdigit() for code in codes)
