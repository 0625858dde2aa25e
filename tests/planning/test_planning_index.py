from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from listings import classes, index_of

from augctl.errors import InputError
from augctl.io.original import BROKEN, STEM_CLASH, Entry
from augctl.planning.index import Index, Order
from augctl.planning.index_writer import build

ENTRIES = [
    Entry("train/cat/a.jpg", "cat", 0, 2**40, -5, STEM_CLASH),
    Entry("train/cat/caf\udce9__é.jpg", "cat", 0, 1, 2**62),
    Entry("train/dog/sub/b~~.png", "dog", 0, 0, 0),
    Entry("val/dog/c.png", "dog", 1, 3, 4),
    Entry("test/fox/d+.png", "fox", 2, 3, 4),
]


def test_what_was_listed_is_read_back(tmp_path: Path) -> None:
    for index in (build(ENTRIES, tmp_path), Index(tmp_path)):
        assert index.count == 5
        assert index.labels == ["cat", "dog", "fox"]
        for number, entry in enumerate(ENTRIES):
            found = index[number]
            assert (found.number, found.path, found.label) == (number, entry.path, entry.label)
            assert found.split == ("train", "val", "test")[entry.split]
            assert (found.size, found.mtime_ns, found.flags) == entry[3:6]
            assert (found.format, found.width, found.channels) == ("", 0, 0)
        listed = [(entry.path, entry.size, entry.mtime_ns) for entry in ENTRIES]
        assert list(index.entries()) == listed
        assert index.counts().tolist() == [[2, 0, 0], [1, 1, 0], [0, 0, 1]]


def test_signs_in_names_are_measured_below_the_class(tmp_path: Path) -> None:
    def signs(*paths: str) -> tuple[int, int, bool, bool]:
        index = index_of(tmp_path, paths)
        return index.longest_run, index.longest_tilde, index.plain_plus, index.own_split

    assert signs("a__b/1_2.jpg", "a+b/1.jpg") == (1, 0, True, False)
    assert signs("cat/1___2__.jpg") == (3, 0, True, False)
    assert signs("cat/a__b/1.jpg") == (2, 0, True, False)
    assert signs("c~~t/1~.jpg") == (1, 2, True, False)
    assert signs("cat/1+.jpg") == (1, 0, False, False)
    assert signs("1__.jpg") == (2, 0, True, False)
    assert signs(f"cat/{'_' * 90}.jpg", f"cat/{'~' * 90}.jpg") == (7, 7, True, False)
    index = index_of(tmp_path, ["train/a__b/1.jpg"], own_split=True)
    assert (index.longest_run, index.own_split) == (1, True)


def test_the_listing_hash_is_of_path_size_and_time(tmp_path: Path) -> None:
    base = Entry("cat/1.jpg", "cat", -1, 10, 20)
    others = [
        [base._replace(path="cat/2.jpg")],
        [base._replace(size=11)],
        [base._replace(mtime_ns=21)],
        [base, base._replace(path="cat/2.jpg")],
        [],
    ]
    hashes = [build(entries, tmp_path).listing for entries in ([base], *others)]
    assert len(set(hashes)) == 6
    assert build([base], tmp_path).listing == hashes[0]


def test_an_empty_listing(tmp_path: Path) -> None:
    index = build([], tmp_path)
    assert (index.count, index.labels, list(index.entries())) == (0, [], [])
    assert index.counts().tolist() == [[0, 0, 0]]
    assert len(index.writable()) == 0
    order = Order.make(index, tmp_path / "order")
    assert (len(order), order.span(0)) == (0, (0, 0))


def test_a_listing_that_fails_leaves_no_file_open(tmp_path: Path) -> None:
    def entries() -> object:
        yield ENTRIES[0]
        raise InputError("gone")

    # An open file would be a ResourceWarning, and warnings are errors.
    with pytest.raises(InputError):
        build(entries(), tmp_path)  # type: ignore[arg-type]


def test_an_order_is_by_class_and_then_by_path_without_the_broken(tmp_path: Path) -> None:
    paths = ["dog/1.jpg", "ant/1.jpg", "dog/2.jpg", "cat/1.jpg", "ant/2.jpg", "dog/3.jpg"]
    index = index_of(tmp_path, paths)
    index.writable()["flags"][2] |= BROKEN
    order = Order.make(index, tmp_path / "order", without=[3])
    assert [index.path(int(n)) for n in order.numbers] == [
        *("dog/1.jpg", "dog/3.jpg", "ant/1.jpg", "ant/2.jpg"),
    ]
    # Classes stand in the order in which they were met; a class can have lost all it had.
    assert index.labels == ["dog", "ant", "cat"]
    assert [order.span(c) for c in range(3)] == [(0, 2), (2, 4), (4, 4)]
    assert [order.label(p) for p in range(4)] == [0, 0, 1, 1]
    again = Order(tmp_path / "order", order.starts)
    assert np.array_equal(again.numbers, order.numbers)


def test_positions_find_their_class_also_between_empty_ones(tmp_path: Path) -> None:
    index = index_of(tmp_path, classes(a=2, b=1, c=3, d=1))
    order = Order.make(index, tmp_path / "order", without=[0, 1, 2])
    assert [order.label(p) for p in range(len(order))] == [2, 2, 2, 3]


MILLION = """
import json, sys, time
from pathlib import Path
from augctl.io.original import Entry
from augctl.planning.index import Order
from augctl.planning.index_writer import build
from augctl.planning.forecast import forecast
from augctl.planning.splits import assign
from augctl.recipe.compile import load

def peak_mib():
    # Not from getrusage: there, a new process begins with the peak of the one that started it.
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        return 0
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024

began, folder, count = time.perf_counter(), Path(sys.argv[1]), 1_000_000
opened = []
sys.addaudithook(lambda name, args: opened.append(args[0]) if name == "open" else None)

def entries():
    for i in range(count):
        label = f"class-{i * 100 // count:02d}"
        yield Entry(f"{label}/photo-{i:07d}.jpg", label, -1, 100_000 + i, i)

recipe = load({"version": 1, "input": {"split": {"train": 0.9, "test": 0.1}}, "chains": [
    {"name": "views", "copies": 4, "stages": ["image.hue"]},
    {"name": "mixes", "total": 3_333_333, "stages": ["image.mixup"]},
    {"name": "even", "balance": 80_000, "stages": ["image.hue"]},
]})
index = build(entries(), folder)
indexed = time.perf_counter()
assign(index, recipe.input.split, recipe.seed)
order = Order.make(index, folder / "order")
added, lanes = forecast(recipe.chains, order, index, recipe.seed)
planned = time.perf_counter()
seen = 0
for lane in lanes:
    for item in [0, 1, lane.count // 3, lane.count - 1][: lane.count]:
        for unit in lane.units(item, order):
            assert index[unit.original].path.endswith(f"photo-{unit.original:07d}.jpg")
            seen += 1
looked = time.perf_counter()
print(json.dumps({
    "labels": len(index.labels), "order": len(order), "held": len(order.held_out), "seen": seen,
    "added": [sum(row) for row in added], "photos": sum("photo-" in str(p) for p in opened),
    "mib": peak_mib(),
    "seconds": [round(t, 2) for t in (indexed - began, planned - indexed, looked - planned)],
}))
"""


def test_a_million_originals_in_little_memory_without_opening_one(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", MILLION, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    found = json.loads(done.stdout)
    print(found)  # noqa: T201
    assert found["labels"] == 100
    assert (found["order"], found["held"]) == (900_000, 100_000)
    # With the third chain, each of 100 classes has 80,000.
    assert found["added"] == [3_600_000, 3_333_333, 8_000_000 - 900_000 - 3_600_000 - 3_333_333]
    assert found["seen"] > 20
    assert found["photos"] == 0
    assert found["mib"] < 300
