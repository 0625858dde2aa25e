from __future__ import annotations

import re
import time
from collections import Counter
from pathlib import Path

import pytest
import tiny_models
from pydantic import ValidationError

from augctl.stages.text.rewrite import Rewrite
from augctl.text.dice import Dice
from augctl.text.edits import applied
from augctl.text.models import Asking, model_of
from augctl.text.passage import Passage
from augctl.text.rewriting.rules import OWN, read_rules

GONE = {"patterns": ["where is my {thing}"], "variants": ["my {thing} is gone"]}
OPEN = {
    "patterns": ["{open?} where is it"],
    "variants": ["{open} where's it", {"text": "{open} show it", "weight": 3}],
}


def made(stage: Rewrite, text: str, spans=(), uses: int = 60) -> Counter[str]:
    """Count what becomes of a text; of one left alone, the reason."""
    state = stage.ready({})
    found = (stage.edit(Passage(text, spans), Dice(i), state) for i in range(uses))
    return Counter(f if isinstance(f, str) else applied(text, f) for f in found)


def test_variants_stand_for_patterns_and_slots_stay() -> None:
    stage = Rewrite(rules=[GONE])
    assert set(made(stage, "WHERE is  my  BLUE card v2.0?!")) == {"My BLUE card v2.0 is gone?!"}
    assert set(made(stage, "WHERE IS MY CARD?")) == {"MY CARD IS GONE?"}
    text = "Hello, where is my {card} http://a.b/c?d=1, please: 5"
    assert set(made(stage, text)) == {"Hello, my {card} http://a.b/c?d=1 is gone, please: 5"}
    assert set(made(stage, "Nowhere is my card")) == {"no rule applies"}
    assert set(made(stage, "Where is my card", [(9, 11)])) == {"no rule applies"}
    assert set(made(stage, "Where is my card", [(12, 16)])) == {"My card is gone"}


def test_weights_optional_slots_and_share() -> None:
    stage = Rewrite(rules=[OPEN], slots={"open": ["so", "hi there"]})
    found = made(stage, "where is it? So where is it?", uses=2000)
    ways = ("where's it", "show it")
    assert set(found) == {f"{a}? So {b}?" for a in ways for b in ways}
    shown = sum(count for text, count in found.items() if text.startswith("show"))
    assert 0.70 < shown / 2000 < 0.80
    one = Rewrite(rules=[OPEN], slots={"open": ["so"]}, share=0.5)
    either = {f"{way}? where is it?" for way in ways} | {f"where is it? {way}?" for way in ways}
    assert set(made(one, "where is it? where is it?")) == either
    none = Rewrite(rules=[OPEN], slots={"open": ["so"]}, share=0)
    assert set(made(none, "where is it?")) == {"where is it?"}


def test_synonyms_of_a_slot_and_words_in_their_own_case() -> None:
    rule = {"patterns": "i {verb} my card", "variants": "I {verb:synonym} that card of mine"}
    slots = {"verb": {"block": ["freeze", "stop"], "use": ["try"]}}
    stage = Rewrite(rules=[rule], slots=slots)
    assert set(made(stage, "i block my card.")) == {
        f"i {v} that card of mine." for v in ("freeze", "stop")
    }
    assert set(made(stage, "I use my card")) == {"I try that card of mine"}
    assert set(made(stage, "I lost my card")) == {"no rule applies"}


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        ("What’s the fee?", "What is the fee?"),
        ("WHAT IS THE FEE", "WHAT'S THE FEE"),
        ("请问怎么退款？", "请问如何退款？"),
        ("我觉得怎么样都行", "我感觉怎么样都行"),
    ],
)
def test_the_rules_of_our_own(text: str, becomes: str) -> None:
    assert becomes in made(Rewrite(), text)


def test_each_rule_of_our_own_applies_to_its_own_words() -> None:
    found = read_rules(OWN)
    stage = Rewrite()
    state = stage.ready({})
    for rule in found.rules:
        applies = []
        # Where Chinese words end depends on what stands beside them.
        for a, b in (("我", "它"), ("服务", "吃饭"), ("老板", "价格便宜")):
            values = {"a": a, "b": b} | {n: v[0] for n, v in found.slots.items()}
            text = re.sub(r"\{(\w+)\??\}", lambda m, v=values: v.get(m[1], "sit"), rule.sides[0][0])
            applies.append(not isinstance(stage.edit(Passage(text), Dice(1), state), str))
        assert any(applies), rule


@pytest.mark.parametrize(
    ("patterns", "variants", "slots", "says"),
    [
        ("a {x}", ["b", "b {y}"], {}, "(x) at rules[1].variants[2], and not 'y'"),
        ("{x}", ["b"], {}, "at least one word beside the slots at rules[1].patterns[1]"),
        ("a {x}{y}", ["b"], {}, "words between two slots"),
        ("a {x} b {x}", ["b"], {}, "each slot once"),
        ("a {x y}", ["b"], {}, "slots such as {name}"),
        ("a", [], {}, "patterns and variants, or either alone"),
        ("a {x?}", ["a {x?}"], {}, "`{name}` or `{name:synonym}`"),
        ("a {x}", ["{x:synonym}"], {"x": ["b"]}, "synonyms by value in slots.x"),
        ("a {x}", ["{x}"], {"x": 3}, "a list of values"),
    ],
)
def test_what_is_wrong_with_rules_is_named_with_its_place(patterns, variants, slots, says) -> None:
    with pytest.raises(ValidationError, match=re.escape(says)):
        Rewrite(rules=[{"patterns": patterns, "variants": variants}], slots=slots)


def test_a_file_of_rules_and_what_is_wrong_with_it(tmp_path: Path) -> None:
    file = tmp_path / "rules.yaml"
    file.write_text(
        'rules:\n  - patterns: ["buy {thing}"]\n    variants: ["get {thing}", "get {thin}"]\n'
    )
    (fault,) = Rewrite(file=file).faults()
    assert str(fault) == (
        f"{file}:3:31: rules[1].variants[2]: expected a slot that every pattern of the rule has"
        " (thing), found 'thin'; did you mean 'thing'?"
    )
    file.write_text('rules:\n  - either: ["buy {thing}", "get {thing}"]\n')
    stage = Rewrite(file=file)
    assert stage.faults() == ()
    assert stage.inputs() == [file]
    assert set(made(stage, "buy milk")) == {"get milk"}
    with pytest.raises(ValidationError, match="only one of rules, file and model"):
        Rewrite(file=file, rules=[GONE])


@pytest.mark.parametrize("kind", ["bart", "gpt2"])
def test_a_model_is_asked_and_one_of_its_answers_drawn(tmp_path: Path, kind: str) -> None:
    torch = pytest.importorskip("torch")
    from transformers import AutoModelForCausalLM, AutoModelForSeq2SeqLM

    folder = getattr(tiny_models, kind)(tmp_path / "model", 12 if kind == "gpt2" else 3)
    given = {"model": folder, "max_length": 20, "alike": 1, "overlap": 0, "num_return": 3}
    stage = Rewrite(**given, prompt="{text} the")
    text = "a dog ran to the house"
    tokenizer = model_of(folder)._tokenizer
    loader = AutoModelForCausalLM if kind == "gpt2" else AutoModelForSeq2SeqLM
    prompt = tokenizer([f"{text} the"], return_tensors="pt", return_token_type_ids=False)
    with torch.inference_mode():
        ids = (
            loader.from_pretrained(folder)
            .eval()
            .generate(
                **prompt, num_beams=4, num_return_sequences=3, max_new_tokens=20, pad_token_id=1
            )
        )
    ids = ids[:, prompt["input_ids"].shape[1] if kind == "gpt2" else 1 :]
    # The end has the number 0. Of the GPT-2, one answer of three was cut.
    ids = ids[(ids == 0).any(dim=1)]
    assert len(ids) == (2 if kind == "gpt2" else 3)
    answers = tokenizer.batch_decode(ids, skip_special_tokens=True)
    expected = {answer.rstrip(" ,") for answer in answers if answer.strip(" ,")} - {text}
    found = made(stage, text, uses=20)
    assert {other.rstrip(" ,") for other in found} <= expected
    drawn = Rewrite(**given, temperature=1.5)
    assert made(drawn, text, uses=20) == made(drawn, text, uses=20)
    before = torch.get_rng_state()
    assert len(made(drawn, text, uses=20)) > len(found)
    assert torch.equal(before, torch.get_rng_state())
    assert "more than 20 tokens" in next(iter(made(drawn, "dog " * 21, uses=1)))


def test_an_answer_that_was_cut_is_none_but_for_its_first_line(tmp_path, monkeypatch) -> None:
    pytest.importorskip("torch")
    model = model_of(tiny_models.gpt2(tmp_path / "model", 12))
    asking = Asking(max_length=8, beams=1)
    assert model.ask("the cat", asking) == "the answer is longer than 8 tokens"
    monkeypatch.setattr(model._tokenizer, "batch_decode", lambda *_, **__: ["\nA dog\nthe"])
    assert model.ask("the cat", asking) == ["A dog\nthe"]


@pytest.mark.parametrize(
    "text",
    [
        "There's been no reply.",
        "What's happened?",
        "Who's taken my card?",
        "That's been fixed.",
        "Why's there been a charge?",
        "How can I be charged?",
        "How do I look?",
        "Could I have been charged twice?",
        "I can't have paid twice.",
        "I thought so.",
        "What is it?",
        "Where is it?",
        "It looks like a fee.",
        "It seems odd.",
        "Is there a  way out?",
    ],
)
def test_what_would_change_its_sense_or_grammar_stays(text: str) -> None:
    assert set(made(Rewrite(), text)) == {"no rule applies"}


def test_a_word_is_not_said_twice() -> None:
    assert set(made(Rewrite(), "如果是大文件")) == {"假如是大文件"}
    assert set(made(Rewrite(), "如果文件大")) == {"假如文件大", "要是文件大"}


def test_ways_that_differ_by_spelling_alone_count_once() -> None:
    rule = {"patterns": "pay {x}", "variants": ["PAY {x}", "settle {x}", "Settle, {x}", "pay  {x}"]}
    assert set(made(Rewrite(rules=[rule]), "pay it now")) == {"settle it now"}
    found = made(Rewrite(), "Is there a  way to pay?")
    assert set(found) == {"Is there any way to pay?", "Is it possible to pay?"}


def test_a_slot_never_begins_with_some_words() -> None:
    rule = {"patterns": "buy {x}", "variants": "get {x}"}
    stage = Rewrite(rules=[rule], never={"x": ["time", "it", "了"]})
    assert set(made(stage, "buy TIME")) == set(made(stage, "buy 了吗")) == {"no rule applies"}
    assert set(made(stage, "buy items")) == {"get items"}
    with pytest.raises(ValidationError, match=r"takes anything at never\.y, and not 'y'"):
        Rewrite(rules=[rule], never={"y": ["it"]})


def test_long_texts_and_many_slots_take_no_time_to_speak_of() -> None:
    three = {"patterns": "{a} to {b} to {c} now", "variants": "{a} {b} {c}"}
    # Tried on the other sentences, in every way, it would take hours.
    text = "A to b to c now. " + "3 to 4, to 5. " * 70_000 + "to to to " * 10_000
    began = time.process_time()
    assert set(made(Rewrite(rules=[three]), text, uses=1)) == {
        text.replace("A to b to c now", "A b c")
    }
    assert time.process_time() - began < 60
    four = {"patterns": "{a} to {b} to {c} to {d}", "variants": "{a} {b} {c} {d}"}
    with pytest.raises(
        ValidationError, match=r"at most 3 slots .* rules\[1\]\.patterns\[1\], and not 4"
    ):
        Rewrite(rules=[four])


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"prompt": "Say: {text}"}, "a model beside prompt"),
        ({"temperature": 1}, "a model beside temperature"),
        ({"model": ".", "share": 0.5}, "rules, and no model, beside share"),
        ({"model": ".", "temperature": 1, "beams": 2}, "a temperature of 0 beside beams"),
        ({"model": ".", "top_p": 0.5}, "a temperature above 0 beside top_p"),
    ],
)
def test_parameters_that_would_do_nothing_are_refused(given, says) -> None:
    with pytest.raises(ValidationError, match=says):
        Rewrite(**given)
    assert Rewrite(prompt="{text}", temperature=0, num_return=4) == Rewrite()


def test_a_prompt_has_its_text() -> None:
    with pytest.raises(ValidationError, match=r"a prompt with \{text\} in it, once"):
        Rewrite(prompt="say it")
