from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
import tiny_models
from pydantic import ValidationError
from table_stores import store, training_of

from augctl.engine.state import versions
from augctl.errors import BadInput, MissingPart
from augctl.recipe.compile import load
from augctl.seeds import rng_for
from augctl.stages.text.back_translate import BackTranslate
from augctl.tables.schema import Column
from augctl.text.apertium import Apertium, translate
from augctl.text.dice import Dice
from augctl.text.edits import applied
from augctl.text.models import Asking, model_of
from augctl.text.paraphrase import trusted
from augctl.text.passage import Passage

PROGRAMS = Path(__file__).parents[2] / "programs"
TEXTS = ["I attempted to pay $40 to ann@a.io by card!", "They tried to pay. I tried.", "No."]


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the program of the tests before Apertium, if that is there."""
    monkeypatch.setenv("PATH", str(PROGRAMS), prepend=os.pathsep)


@pytest.fixture
def learned(tmp_path: Path):
    columns = (Column("text", "text", "word", edited=1),)
    table = store(tmp_path / "table", words=[(text,) for text in TEXTS], columns=columns)
    return lambda stage: stage.fit(training_of(table), [0], rng_for(7, "fit"))


def made(stage: BackTranslate, text: str, state, spans=()) -> str:
    (found,) = stage.edits([Passage(text, spans)], [Dice(1)], state)
    return found if isinstance(found, str) else applied(text, found)


@pytest.mark.usefixtures("stand_in")
def test_words_are_replaced_and_nothing_else(learned) -> None:
    stage = BackTranslate()
    state = learned(stage)
    assert made(stage, TEXTS[0], state) == "I tried to pay $40 to ann@a.io by card!"
    assert made(stage, "Attempted  http://a.b/c?d=1 ?!", learned(BackTranslate(familiar=0))) == (
        "the translation has nothing new that can be trusted"
    )
    loose = BackTranslate(familiar=0)
    text = "Attempted  http://a.b/c?d=1 {card} 👍🏽 ?!"
    assert made(loose, text, state) == "Tried  http://a.b/c?d=1 {card} 👍🏽 ?!"
    assert made(loose, "ATM attempted it", state, [(4, 13)]).startswith("the translation")
    assert made(BackTranslate(share=0), TEXTS[0], state) == TEXTS[0]


@pytest.mark.usefixtures("stand_in")
def test_what_cannot_be_trusted_stays(learned) -> None:
    stage = BackTranslate()
    state = learned(stage)
    assert made(stage, "we attempted it", state).endswith("trusted")  # "we tried": never seen
    assert "put into the other" in made(stage, "my car", state)
    assert "no way back for 'xilema'" in made(stage, "the Xylem broke", state)
    assert made(stage, "服务很好", state) == "apertium translates no Chinese"
    assert made(stage, "12 / 7", state) == "no words"
    both = BackTranslate(familiar=0, overlap=0)
    assert made(both, "we attempted to start the car", state) == "we tried to start the car"
    whole = BackTranslate(take="whole", familiar=0)
    assert made(whole, "We attempted to start.", state) == "We tried to start."
    assert "put into the other" in made(whole, "we attempted to start the car", state)


@pytest.mark.usefixtures("stand_in")
def test_versions_and_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    stages = [{"text.back_translate": {}}]
    recipe = load({"version": 1, "chains": [{"name": "a", "copies": 1, "stages": stages}]})
    found = versions(recipe)
    assert found["apertium"] == "0.0.1"
    assert {"apertium eng-spa", "apertium spa-eng"} <= set(found)
    assert "apertium-eng-xxx" in Apertium("eng", "xxx").missing()
    assert not Apertium("eng", "spa").missing()
    monkeypatch.setenv("PATH", "/nowhere")
    assert "apt-get install apertium apertium-eng-spa" in Apertium("eng", "spa").missing()
    with pytest.raises(MissingPart, match="apt-get install"):
        translate(["a"], "eng-spa")


@pytest.mark.parametrize(("does", "says"), [("exit 3", "with 3"), ("cat >/dev/null", "0 of 1")])
def test_a_program_that_fails_costs_the_texts(tmp_path, monkeypatch, does, says) -> None:
    program = tmp_path / "apertium"
    program.write_text(f"#!/bin/sh\n{does}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    with pytest.raises(BadInput, match=says):
        translate(["a"], "eng-spa")


@pytest.mark.skipif(bool(Apertium("eng", "spa").missing()), reason="needs apertium-eng-spa")
def test_the_program_itself_translates_each_text_as_if_alone() -> None:
    texts = ["I attempted to pay by card", "", "Where is [it]?", "A {b} \\ ^c$ <d>/e", "I paid."]
    alone = [translate([text], "eng-spa")[0] for text in texts]
    assert translate(texts * 3, "eng-spa") == alone * 3


@pytest.mark.parametrize(
    ("text", "answer", "becomes"),
    [
        ("I made a payment.", "I did a payment.", "I made a payment."),
        ("It is on my card.", "It is in my card.", "It is on my card."),
        ("I paid for using it", "I paid to use it", "I paid for using it"),
        ("One payment failed", "A payment failed", "One payment failed"),
        ("Why didn't I pay", "Why I do not pay", "Why didn't I pay"),
        ("Why isn't it there", "Why is not it there", "Why isn't it there"),
        ("There's been a fee", "There is been a fee", "There's been a fee"),
        ("They removed it", "They remove it", "They removed it"),
        ("the sum of amounts", "the amounts of amounts", "the sum of amounts"),
        (
            "I can't pay with an app",
            "I cannot pay with an application",
            "I cannot pay with an application",
        ),
        ("I don't know, I attempted it", "I do not know, I tried it", "I do not know, I tried it"),
    ],
)
def test_sense_and_grammar_stay(text: str, answer: str, becomes: str) -> None:
    """Whatever stands together in the training texts."""
    assert applied(text, trusted(text, answer, [], np.zeros(0, np.uint64), 0)) == becomes


def test_models_are_asked_as_transformers_asks_them(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    from transformers import MarianMTModel

    folders = [tiny_models.marian(tmp_path / name, seed) for name, seed in (("a", 1), ("b", 5))]
    stage = BackTranslate(
        backend="marian",
        to_pivot=folders[0],
        from_pivot=folders[1],
        take="whole",
        familiar=0,
        overlap=0,
        max_ratio=100,
        max_length=40,
    )
    assert not stage.translator.missing()
    text = "the cat sat on the mat"
    answer = text
    for folder in folders:
        tokenizer = model_of(folder)._tokenizer
        model = MarianMTModel.from_pretrained(folder, use_safetensors=True).eval()
        with torch.inference_mode():
            given = tokenizer([answer], return_tensors="pt")
            ids = model.generate(
                **given, num_beams=4, max_new_tokens=40, max_length=None, forced_eos_token_id=None
            )
        answer = tokenizer.decode(ids[0], skip_special_tokens=True)
    state = {"known": np.zeros(0, np.uint64)}
    assert len(answer) > 3
    translated = stage.translator.there_and_back([text, "a dog", text])
    assert translated[0] == translated[2] == (answer, "")
    assert translated[1] == stage.translator.there_and_back(["a dog"])[0]
    # What ends the answer goes; what ends the text stays.
    assert made(stage, f"{text}!", state) == f"{answer.rstrip('.,?')}!"
    assert "lost in translation" in made(stage, "the cat sat on 12", state)
    one, four = (model_of(folders[0]).ask(text, Asking(beams=beams)) for beams in (1, 4))
    assert one != four
    short = Asking(max_length=3)
    assert model_of(folders[0]).ask(text, short) == "it has more than 3 tokens"


def test_pickled_weights_are_not_read(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    folder = tiny_models.marian(tmp_path / "a")
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    stage = BackTranslate(backend="marian", to_pivot=folder, from_pivot=folder)
    assert "pickled ones are not read" in stage.translator.missing()
    with pytest.raises(BadInput, match="cannot be read as a model"):
        stage.translator.there_and_back(["a dog"])


def test_models_are_named_where_they_are_used(tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match="to_pivot and from_pivot with the backend marian"):
        BackTranslate(backend="marian", to_pivot=tmp_path)
    with pytest.raises(ValidationError, match="backend: marian beside"):
        BackTranslate(to_pivot=tmp_path, from_pivot=tmp_path)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"beams": 2}, "backend: marian beside beams"),
        ({"max_length": 64}, "backend: marian beside max_length"),
        (
            {"backend": "marian", "to_pivot": ".", "from_pivot": ".", "pivot": "epo"},
            "backend: apertium beside pivot",
        ),
    ],
)
def test_parameters_that_would_do_nothing_are_refused(given, says) -> None:
    with pytest.raises(ValidationError, match=says):
        BackTranslate(**given)
    assert BackTranslate(beams=4, max_length=128) == BackTranslate()
