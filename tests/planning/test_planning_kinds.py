from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from listings import classes, index_of

from augctl import registry
from augctl.engine.run import check_plan
from augctl.errors import Problem, RecipeError
from augctl.io.original import BROKEN
from augctl.planning import kinds
from augctl.planning.index import Index, Order
from augctl.recipe.compile import load
from augctl.sample import Kind

GREY, RGB, RGBA, DEEP = Kind(1, 8), Kind(3, 8), Kind(4, 8), Kind(3, 16)

ADD = "imgaug.Add"  # takes 8 bits only
HUE = "imgaug.AddToHue"  # takes neither 16 bits nor grey


def looked_at(folder: Path, found: dict[str, Kind], broken: tuple[str, ...] = ()) -> Index:
    """Index paths as after a look at the files' heads."""
    index = index_of(folder, sorted(found))
    records = index.writable()
    for number, path in enumerate(sorted(found)):
        records["channels"][number], records["bits"][number] = (
            found[path].channels,
            found[path].bits,
        )
        records["flags"][number] |= BROKEN * (path in broken)
    return index


def problems(folder: Path, index: Index, stages: str, strict: bool = True) -> tuple[Problem, ...]:
    """Check a recipe with one chain, or with the chains that are given in full."""
    chains = stages if "name:" in stages else f"- name: a\n  copies: 1\n  stages:\n{stages}"
    file = folder / "recipe.yaml"
    file.write_text(f"version: 1\nchains:\n{chains}")
    try:
        check_plan(load(file), index, Order.make(index, folder / "order"), strict=strict)
    except RecipeError as error:
        return error.problems
    return ()


@pytest.fixture
def mixed(tmp_path: Path) -> Index:
    """Cats of which one of three is deep, and dogs that are all grey."""
    found = dict.fromkeys(classes(cat=3, dog=2), GREY) | dict.fromkeys(classes(cat=3), RGB)
    return looked_at(tmp_path, found | {"cat/0001.jpg": DEEP})


def test_a_problem_tells_how_many_which_why_and_what_to_do(mixed: Index, tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, mixed, f"  - image.hue\n  - {HUE}: {{p: 0.5}}\n")
    assert (problem.line, problem.column) == (7, 5)
    assert problem.where == "chains[1].stages[2].imgaug.AddToHue"
    assert problem.expected == (
        "images that imgaug.AddToHue takes: leave it out, keep it to other classes with `only`, "
        "or convert the files"
    )
    assert problem.found == (
        "3 of 5 images of kinds that it refuses: 2 grey, 1 RGB 16-bit; the first is cat/0001.jpg, "
        "RGB 16-bit: it works on 8-bit images alone"
    )


@pytest.mark.parametrize(
    ("stages", "found"),
    [
        ("  - image.hue\n  - image.mixup\n", []),
        (f"  - {ADD}: {{only: dog}}\n  - {HUE}: {{only: dog}}\n", ["2 of 2"]),
        (f"  - {ADD}: {{only: cat}}\n  - {HUE}: {{only: cat}}\n", ["1 of 3", "1 of 3"]),
        (f"  - one_of: [{{{HUE}: {{only: cat}}}}, {ADD}]\n    only: dog\n", []),
        (f"  - sequence: [{{one_of: [{HUE}, {ADD}]}}]\n    only: dog\n", ["2 of 2"]),
        # A mix of a cat and a dog may count as a dog and be of the cat's kind.
        (f"  - image.mixup\n  - {ADD}: {{only: dog}}\n", ["1 of 5"]),
        (f"  - image.mixup: {{partner: same_class}}\n  - {ADD}: {{only: dog}}\n", []),
        (f"- name: a\n  copies: {{dog: 1}}\n  stages: [{ADD}]\n", []),
        (f"- name: a\n  balance: {{cat: 9}}\n  stages: [{HUE}]\n", ["1 of 3"]),
        (f"- name: a\n  balance: max\n  stages: [{ADD}]\n", []),
        # Its partners come from everywhere.
        (f"- name: a\n  copies: {{dog: 1}}\n  stages: [{ADD}, image.mixup]\n", ["1 of 5"]),
    ],
)
def test_a_stage_is_asked_about_what_it_may_see(
    stages: str, found: list[str], mixed: Index, tmp_path: Path
) -> None:
    seen = problems(tmp_path, mixed, stages)
    assert [" ".join(problem.found.split()[:3]) for problem in seen] == found


def test_a_run_goes_on_if_some_are_taken(mixed: Index, tmp_path: Path) -> None:
    assert not problems(tmp_path, mixed, f"  - {HUE}\n", strict=False)
    (problem,) = problems(tmp_path, mixed, f"  - {HUE}: {{only: dog}}\n", strict=False)
    assert "2 of 2" in problem.found


def test_broken_and_held_out_originals_do_not_count(tmp_path: Path) -> None:
    found = {"1.png": DEEP, "2.png": RGB, "3.png": RGB}
    index = looked_at(tmp_path, found, broken=("1.png",))
    assert not problems(tmp_path, index, f"  - {ADD}\n")
    whole = looked_at(tmp_path, found)
    (problem,) = problems(tmp_path, whole, f"  - {ADD}\n")
    assert problem.expected == "images that imgaug.Add takes: leave it out, or convert the files"
    whole.writable()["split"][0] = 2
    assert not problems(tmp_path, whole, f"  - {ADD}\n")


def test_stages_are_asked_about_the_kinds_that_are_there_and_no_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Kind] = []
    monkeypatch.setattr(registry.find(ADD), "refuses", lambda self, kind: asked.append(kind) or "")
    index = looked_at(tmp_path, dict.fromkeys(classes(cat=3, dog=3), RGBA))
    assert not problems(tmp_path, index, f"  - {ADD}\n")
    assert set(asked) == {RGBA}


def test_a_census_over_many_chunks_counts_every_original(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kinds, "_CHUNK", 7)
    paths = classes(a=20, b=1, c=30)
    found = {path: (GREY, RGB, RGBA, DEEP)[i * i % 7 % 4] for i, path in enumerate(paths)}
    index = looked_at(tmp_path, found)
    seen = kinds.census(index, Order.make(index, tmp_path / "order"))
    counts = {(index.labels[s.label], s.kind): s.count for s in seen}
    assert counts == Counter((path[0], kind) for path, kind in found.items())
    for one in seen:
        label = index.labels[one.label]
        same = [path for path in paths if path[0] == label and found[path] == one.kind]
        assert index.path(one.first) == same[0]


GREY_FIRST = "  - image.grayscale: {channels: one}\n"
SOMETIMES = "  - image.grayscale: {channels: one, p: 0.5}\n"


@pytest.mark.parametrize(
    ("before", "strict", "found"),
    [
        ("", True, 0),
        (GREY_FIRST, True, 1),
        (GREY_FIRST, False, 1),
        (SOMETIMES, True, 1),
        (SOMETIMES, False, 0),
    ],
)
def test_a_stage_is_asked_for_what_comes_to_it(
    before: str, strict: bool, found: int, tmp_path: Path
) -> None:
    index = looked_at(tmp_path, dict.fromkeys(classes(cat=3), RGB))
    assert len(problems(tmp_path, index, f"{before}  - {HUE}\n", strict)) == found


def test_what_became_grey_is_taken_as_grey(tmp_path: Path) -> None:
    index = looked_at(tmp_path, dict.fromkeys(classes(cat=3), RGBA))
    alpha = "imgaug.imgcorruptlike.ElasticTransform"  # takes grey and RGB, no alpha
    assert problems(tmp_path, index, f"  - {alpha}\n", strict=False)
    assert not problems(tmp_path, index, f"{GREY_FIRST}  - {alpha}\n", strict=False)


def test_a_plugin_that_cannot_say_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: object, kind: Kind) -> str:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(registry.find("image.invert"), "refuses", fail)
    index = looked_at(tmp_path, dict.fromkeys(classes(cat=3), RGB))
    (problem,) = problems(tmp_path, index, "  - image.invert\n")
    assert "it failed to say whether it does: ZeroDivisionError" in problem.found
