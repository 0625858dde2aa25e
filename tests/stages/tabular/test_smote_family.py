"""What holds for every stage that makes rows of near rows."""

import numpy as np
import pytest
from table_stores import store, training_of, units

from augctl import registry
from augctl.errors import UsageError
from augctl.seeds import rng_for

NUMERIC = ("smote", "borderline_smote", "svm_smote", "kmeans_smote", "adasyn")
ALL = (*NUMERIC, "smote_nc", "smote_n")
CHOOSY = ("borderline_smote", "svm_smote", "kmeans_smote", "adasyn")


def stage_of(name, **fields):
    defaults = {"min_share": 0.2} if name == "kmeans_smote" else {}
    return registry.find(f"tabular.{name}")(**{**defaults, **fields})


def data_for(name, count=240, seed=1):
    """Make overlapping classes 0 to 2 of the columns that a stage takes."""
    rng = np.random.default_rng(seed)
    labels = rng.choice(3, count, p=[0.2, 0.5, 0.3])
    numbers = rng.normal(size=(count, 4)) + 0.8 * labels[:, None]
    codes = rng.integers(0, 3, size=(count, 3))
    return {
        "numbers": None if name == "smote_n" else numbers,
        "codes": None if name in NUMERIC else codes,
        "labels": labels,
        "words": [[f"row {i}"] for i in range(count)],
    }


def fitted(name, folder, used=(0, 1), **fields):
    table = store(folder / "table", **data_for(name))
    training = training_of(table)
    stage = stage_of(name, **fields)
    return stage, training, stage.fit(training, used, rng_for(1, "fit"))


def begun(stage, training, state, label=0, total=150):
    if stage.chooses_anchors:
        return stage.anchors(state, label, np.arange(total), total)
    return np.resize(training.of_class(label), total)


def made(stage, training, state, block, draws):
    drawn = stage.draw(block, draws, training, state)
    return drawn, stage.apply(block, drawn, training, state)


@pytest.mark.parametrize("name", ALL)
def test_any_part_of_a_block_gives_the_same_rows(name, tmp_path):
    stage, training, state = fitted(name, tmp_path)
    anchors = np.concatenate([begun(stage, training, state, label) for label in (0, 1)])
    block, draws = units(training.table, anchors)
    before = [block.numbers.copy(), block.codes.copy(), block.partners.copy()]
    drawn, whole = made(stage, training, state, block, draws)
    for left, right in zip(before, [block.numbers, block.codes, block.partners], strict=True):
        np.testing.assert_array_equal(left, right)
    order = np.random.default_rng(0).permutation(len(block))
    for part in (order[:1], order[1:37], order[37:], order[:0]):
        _, again = units(training.table, anchors)
        some, rows = made(stage, training, state, block.take(part), again.take(part))
        np.testing.assert_array_equal(rows.numbers, whole.numbers[part])
        np.testing.assert_array_equal(rows.codes, whole.codes[part])
        np.testing.assert_array_equal(rows.partners, whole.partners[part])
        for key, values in drawn.items():
            np.testing.assert_array_equal(some[key], values[part])
    assert all(len(values) == len(block) for values in drawn.values())


@pytest.mark.parametrize("name", ALL)
def test_partners_are_other_rows_of_the_training_split_and_of_the_class(name, tmp_path):
    table = store(tmp_path, **data_for(name))
    training = training_of(table, np.arange(0, 240, 2))
    stage = stage_of(name)
    state = stage.fit(training, [2, 0], rng_for(1, "fit"))
    for label in (0, 2):
        anchors = begun(stage, training, state, label)
        _, rows = made(stage, training, state, *units(table, anchors))
        assert set(anchors) | set(rows.partners.ravel()) <= set(training.of_class(label))
        assert np.all(rows.partners != anchors[:, None])
        np.testing.assert_array_equal(rows.labels, label)
        np.testing.assert_array_equal(rows.words, table.words(anchors))


@pytest.mark.parametrize("name", NUMERIC)
def test_numbers_lie_on_the_line(name, tmp_path):
    stage, training, state = fitted(name, tmp_path)
    anchors = begun(stage, training, state)
    drawn, rows = made(stage, training, state, *units(training.table, anchors))
    numbers = training.table.numbers
    way = numbers[drawn["neighbor"]] - numbers[anchors]
    np.testing.assert_allclose(rows.numbers, numbers[anchors] + drawn["step"][:, None] * way)
    np.testing.assert_array_equal(rows.partners[:, 0], drawn["neighbor"])
    low = -0.5 if name == "svm_smote" else 0
    assert np.all((drawn["step"] >= low) & (drawn["step"] < 1))


def test_two_classes_draw_different_steps(tmp_path):
    stage, training, state = fitted("smote", tmp_path)
    steps = []
    for label in (0, 1):
        block, draws = units(training.table, training.of_class(label)[:20])
        steps.append(stage.draw(block, draws, training, state)["step"])
    assert not np.intersect1d(*steps).size


@pytest.mark.parametrize("name", CHOOSY)
@pytest.mark.parametrize("total", [1, 7, 150, 1000])
def test_anchors_come_to_the_total_however_they_are_asked_for(name, total, tmp_path):
    stage, training, state = fitted(name, tmp_path)
    ranks = np.random.default_rng(0).permutation(total)
    whole = stage.anchors(state, 1, np.arange(total), total)
    np.testing.assert_array_equal(stage.anchors(state, 1, ranks, total), whole[ranks])
    assert set(whole) <= set(training.of_class(1))
    if name in ("borderline_smote", "svm_smote"):
        _, counts = np.unique(whole, return_counts=True)
        used = len(state["group_rows"][state["group_starts"][1] :])
        assert counts.max() - (counts.min() if len(counts) == used else 0) <= 1


def test_missing_cells_keep_their_rate(tmp_path):
    data = data_for("smote")
    rng = np.random.default_rng(1)
    data["numbers"][rng.random(data["numbers"].shape) < 0.3] = np.nan
    training = training_of(store(tmp_path, **data))
    for name in NUMERIC:
        stage = stage_of(name)
        state = stage.fit(training, [0], rng_for(1, "fit"))
        anchors = begun(stage, training, state)
        drawn, rows = made(stage, training, state, *units(training.table, anchors))
        own = data["numbers"][anchors]
        np.testing.assert_array_equal(np.isnan(rows.numbers), np.isnan(own))
        gone = np.isnan(data["numbers"][drawn["neighbor"]]) & ~np.isnan(own)
        assert gone.any()
        np.testing.assert_array_equal(rows.numbers[gone], own[gone])


@pytest.mark.parametrize("name", ["smote", "smote_nc", "smote_n"])
def test_a_small_class_uses_all_its_others(name, tmp_path):
    data = data_for(name)
    data["labels"] = np.where(np.arange(240) < 3, 0, 1)
    training = training_of(store(tmp_path, **data))
    stage = stage_of(name)
    state = stage.fit(training, [0, 1], rng_for(1, "fit"))
    _, rows = made(stage, training, state, *units(training.table, np.arange(3).repeat(20)))
    for anchor in range(3):
        partners = rows.partners[rows.anchors == anchor]
        assert set(partners.ravel()) - {-1} == {0, 1, 2} - {anchor}


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("count", [0, 1])
def test_a_class_without_two_rows_is_refused(name, count, tmp_path):
    data = data_for(name)
    data["labels"] = np.where(np.arange(240) < count, 2, np.arange(240) % 2)
    data["labels"][-1] = 2
    training = training_of(store(tmp_path, **data), np.arange(239))
    with pytest.raises(UsageError) as caught:
        stage_of(name).fit(training, [1, 2], rng_for(1, "fit"))
    assert "'class2' has " + ("1 row" if count else "no rows") in caught.value.message
    assert "tabular.random_oversample" in caught.value.hint


@pytest.mark.parametrize("name", CHOOSY)
def test_a_class_that_stands_apart_is_refused_with_a_way_out(name, tmp_path):
    data = data_for(name)
    fields = {}
    if name == "kmeans_smote":
        fields = {"clusters": 1, "min_share": 0.9}
    elif name == "svm_smote":
        # Each row of the class among others: all its support vectors are noise.
        data["labels"] = np.ones(240, int)
        data["labels"][:2] = 0
        data["numbers"][:2] = [[-1] * 4, [1] * 4]
        fields = {"m_neighbors": 1}
    else:
        data["numbers"][data["labels"] == 0] += 100
    training = training_of(store(tmp_path, **data))
    with pytest.raises(UsageError) as caught:
        stage_of(name, **fields).fit(training, [0], rng_for(1, "fit"))
    assert "'class0'" in caught.value.message
    assert "tabular.smote" in caught.value.hint


def test_a_machine_that_sees_fewer_rows_thins_the_large_classes(tmp_path):
    labels = data_for("svm_smote")["labels"]
    small, large = np.bincount(labels)[[0, 1]]
    _, _, all_seen = fitted("svm_smote", tmp_path / "all")
    # As many as the smallest class has, of each.
    _, _, state = fitted("svm_smote", tmp_path / "some", svm_rows=3 * int(small))
    found = [np.bincount(labels[s["group_rows"]]) for s in (all_seen, state)]
    assert large >= found[0][1] > small >= found[1][1]
    assert found[1][0] >= 2


@pytest.mark.parametrize("name", NUMERIC)
def test_categories_are_refused_with_a_way_out(name, tmp_path):
    mixed = store(tmp_path / "a", **data_for("smote_nc")).schema
    reason = stage_of(name).unfit(mixed)
    assert "'c0', 'c1', 'c2'" in reason
    assert "tabular.smote_nc" in reason
    assert stage_of(name).unfit(store(tmp_path / "b", **data_for("smote")).schema) == ""
    assert stage_of(name).unfit(store(tmp_path / "c", words=[["a"]]).schema)
