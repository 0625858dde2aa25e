"""What every stage and gate for tables must do, whatever it does."""

from __future__ import annotations

import json
import re
from typing import Any

import numpy as np
import pytest
from cases import the
from rows import (
    GATES,
    STAGES,
    TABLES,
    begun,
    content,
    fits,
    learned,
    made,
    pairs,
    rows_of,
    stored,
    training,
    used,
)

from augctl import registry
from augctl.seeds import rng_for
from augctl.tables.finish import finished

on_stages = pytest.mark.parametrize(("name", "table"), pairs(STAGES))
on_gates = pytest.mark.parametrize(("name", "table"), pairs(GATES))


@pytest.mark.parametrize("name", [*STAGES, *GATES])
def test_it_works_on_some_table(name: str) -> None:
    assert any(fits(name, table) for table in TABLES)


@pytest.mark.parametrize("name", [*STAGES, *GATES])
def test_of_other_tables_it_says_why_and_what_to_do(name: str) -> None:
    stage: Any = the(name)
    for table in TABLES:
        if why := stage.unfit(training(table).schema):
            assert re.search("use |leave |name ", why), why
            assert not why.endswith(".")


@pytest.mark.parametrize("name", GATES)
def test_a_gate_has_limits_of_its_own(name: str) -> None:
    gate: Any = type(the(name))()
    assert gate.min is not None or gate.max is not None
    assert 0 < gate.keep(np.array([0.0, 1.0])).sum() < 2


@on_stages
def test_rows_are_rows_of_the_table(name: str, table: str) -> None:
    stage: Any = the(name)
    block, draws = begun(stage, table)
    _, result = made(stage, table, block, draws)
    schema, classes = training(table).schema, training(table).table.classes
    assert result.anchors.tolist() == block.anchors.tolist()
    assert result.copies.tolist() == block.copies.tolist()
    for part in ("numbers", "codes", "words", "labels", "targets"):
        old, new = getattr(block, part), getattr(result, part)
        assert (new.shape, new.dtype) == (old.shape, old.dtype), part
    assert not np.isinf(result.numbers).any()
    for j, column in enumerate(schema.codes):
        assert set(result.codes[:, j].tolist()) <= {-1, *range(len(column.categories))}
    assert {type(word) for word in result.words.ravel().tolist()} <= {str, type(None)}
    if classes:
        assert ((result.labels >= 0) & (result.labels < len(classes))).all()
    else:
        assert (result.labels == -1).all()
    if result.soft is not None:
        assert result.soft.shape == (len(block), len(classes))
        np.testing.assert_allclose(result.soft.sum(axis=1), 1, rtol=1e-12)
        every = np.arange(len(block))
        assert (result.soft[every, result.labels] == result.soft.max(axis=1)).all()


@on_stages
def test_what_is_missing_stays_missing_and_nothing_else_does(name: str, table: str) -> None:
    stage: Any = the(name)
    block, draws = begun(stage, table)
    _, result = made(stage, table, block, draws)
    assert (np.isnan(result.numbers) == np.isnan(block.numbers)).all()
    assert ((result.codes < 0) == (block.codes < 0)).all()
    assert (np.isnan(result.targets) == np.isnan(block.targets)).all()
    assert ((result.words == None) == (block.words == None)).all()  # noqa: E711


@on_stages
def test_partners_are_rows_of_the_training_split(name: str, table: str) -> None:
    stage: Any = the(name)
    block, draws = begun(stage, table)
    _, result = made(stage, table, block, draws)
    assert result.partners.dtype == np.int64
    assert len(result.partners) == len(block)
    assert set(result.partners.ravel().tolist()) <= {-1, *training(table).rows.tolist()}


@on_stages
def test_drawn_values_are_a_row_of_json_each(name: str, table: str) -> None:
    stage: Any = the(name)
    block, draws = begun(stage, table)
    drawn, _ = made(stage, table, block, draws)
    for values in drawn.values():
        assert len(values) == len(block)
        assert json.loads(json.dumps(values.tolist(), allow_nan=False)) == values.tolist()


@on_stages
def test_same_draws_same_rows_and_nothing_is_changed(name: str, table: str) -> None:
    stage: Any = the(name)
    results = []
    for _ in range(2):
        block, draws = begun(stage, table)
        before = content(block)
        drawn, result = made(stage, table, block, draws)
        assert content(block) == before
        results.append(({key: v.tolist() for key, v in drawn.items()}, content(result)))
    assert results[0] == results[1]


@on_stages
def test_a_row_is_the_same_in_any_block(name: str, table: str) -> None:
    stage: Any = the(name)
    block, draws = begun(stage, table)
    whole = list(rows_of(made(stage, table, block, begun(stage, table)[1])[1]))
    places = np.arange(len(block))
    for part in (places[: len(places) // 3], places[len(places) // 3 :], places[::-1], places[:1]):
        _, result = made(stage, table, block.take(part), draws.take(part))
        assert list(rows_of(result)) == [whole[i] for i in part.tolist()]


@on_stages
def test_no_rows_give_no_rows(name: str, table: str) -> None:
    stage: Any = the(name)
    block, draws = begun(stage, table)
    none = np.zeros(0, dtype=np.int64)
    drawn, result = made(stage, table, block.take(none), draws.take(none))
    assert len(result) == 0
    assert all(len(values) == 0 for values in drawn.values())
    assert result.numbers.shape == (0, block.numbers.shape[1])


@on_stages
def test_finished_rows_can_be_written_and_stay(name: str, table: str) -> None:
    stage: Any = the(name)
    block, draws = begun(stage, table)
    schema = training(table).schema
    ordinals = np.arange(len(block))
    result = finished(made(stage, table, block, draws)[1], schema, ordinals)
    assert content(finished(result, schema, ordinals)) == content(result)
    for j, column in enumerate(schema.numbers):
        cells = result.numbers[~np.isnan(result.numbers[:, j]), j].tolist()
        assert all(column.low <= cell <= column.high for cell in cells)
        digits = 0 if column.role == "integer" else column.decimals
        assert digits is None or all(round(cell, digits) == cell for cell in cells)


@on_stages
def test_what_is_learned_is_the_same_again(name: str, table: str) -> None:
    stage: Any = the(name)
    train = training(table)
    again = stage.fit(train, used(train), rng_for(7, name))
    first = stored(name, table)
    assert set(again) == set(first)
    for key, values in again.items():
        assert values.dtype != object
        assert values.dtype == first[key].dtype
        np.testing.assert_array_equal(values, first[key])


@pytest.mark.parametrize(
    ("name", "table"), pairs([name for name in STAGES if registry.find(name).chooses_anchors])
)
def test_anchors_are_of_the_class_and_each_rank_has_its_own(name: str, table: str) -> None:
    stage: Any = the(name)
    train, state = training(table), learned(name, table)
    for label in used(train):
        whole = stage.anchors(state, label, np.arange(50), 50)
        assert set(whole.tolist()) <= set(train.of_class(label).tolist())
        ranks = np.array([49, 3, 17])
        assert stage.anchors(state, label, ranks, 50).tolist() == whole[ranks].tolist()


@on_gates
def test_scores_are_of_the_row_alone(name: str, table: str) -> None:
    gate: Any = the(name)
    block, _ = begun(gate, table)
    before = content(block)
    state = learned(name, table)
    whole = gate.scores(block, training(table), state)
    assert content(block) == before
    assert (whole.shape, whole.dtype) == ((len(block),), np.float64)
    assert np.isfinite(whole).all()
    for part in (
        np.arange(5),
        np.arange(5, len(block)),
        np.arange(len(block))[::-1],
        np.zeros(0, int),
    ):
        scores = gate.scores(block.take(part), training(table), state)
        assert scores.tolist() == whole[part].tolist()
