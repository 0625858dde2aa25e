"""Which marks stay at the end of a chain, and what the manifest says of the others."""

from __future__ import annotations

import numpy as np

from augctl.engine.marking import settled
from augctl.marks import Marks, Thing
from augctl.recipe.schema import MarksOutput


def marks(*numbers: int) -> Marks:
    things = [Thing("cell", "a.jpg", number) for number in numbers]
    return Marks.of(things, [(0, 0, 10 + number, 20) for number in numbers])


def seen(of: Marks, *shares: float) -> Marks:
    return Marks(of.things, of.boxes, np.array(shares), of.shapes)


def test_what_is_hidden_too_small_or_gone_is_named() -> None:
    before = marks(0, 1, 2, 3)
    after = seen(marks(0, 1, 3), 1.0, 0.2, 0.25)
    narrow = Marks(after.things, after.boxes * (0.5, 1, 0.5, 1), after.visible, after.shapes)
    kept, summary = settled(narrow, before, MarksOutput(min_size_px=6))
    assert [thing.number for thing in kept.things] == [3]
    assert summary["kept"] == 1
    assert [(row["number"], row["visible"]) for row in summary["dropped"]] == [
        (0, 1.0),
        (1, 0.2),
        (2, 0.0),
    ]
    assert summary["dropped"][0] == {
        "parent": "a.jpg",
        "number": 0,
        "label": "cell",
        "visible": 1.0,
    }


def test_nothing_is_said_where_nothing_is_dropped() -> None:
    kept, summary = settled(marks(0, 1), marks(0, 1), MarksOutput())
    assert len(kept) == 2
    assert summary == {"kept": 2}


def test_marks_of_partners_that_never_came_in_are_not_dropped() -> None:
    partner = Marks.of([Thing("cell", "b.jpg", 5)], [(0, 0, 9, 9)])
    kept, summary = settled(marks(0).and_those(partner), marks(0), MarksOutput())
    assert [thing.parent for thing in kept.things] == ["a.jpg", "b.jpg"]
    assert summary == {"kept": 2}
