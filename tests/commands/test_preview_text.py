"""`preview` of texts shows the rows that `expand` writes, word by word."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from folders import classes, rows
from PIL import Image

from augctl import expand, preview
from augctl.commands.preview import Previewed
from augctl.errors import UsageError
from augctl.show.texts import Original, ShownText, Variant

WORDS = "red green old new dog cat runs sleeps here there house tree".split()
EDITS = {
    "name": "edits",
    "copies": 3,
    "stages": [{"text.delete": {"share": 0.2}}, {"text.swap": {}, "p": 0.5}],
}
MIXES = {"name": "mixes", "total": 20, "stages": [{"text.mixup": {"method": "span"}}]}
RECIPE: dict[str, Any] = {"version": 1, "seed": 4, "name": "talk", "chains": [EDITS, MIXES]}


def write_talk(file: Path, count: int = 40) -> Path:
    """Write a table of two uneven classes, whose row 2 has one word and row 3 none."""
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(["text", "title", "price", "label"])
        for i in range(count):
            words = [WORDS[(i * k + k // 3) % len(WORDS)] for k in range(1, 12)]
            text = {2: "one", 3: ""}.get(i, f'{" ".join(words)}, said "{i}".')
            writer.writerow(
                [text, f"title of row {i}", f"{i / 2:.1f}", "rare" if i % 4 == 3 else "common"]
            )
    return file


def recipe(*chains: dict[str, Any]) -> dict[str, Any]:
    return RECIPE | {"input": {"text": "text", "target": "label"}, "chains": list(chains)}


def old_of(text: ShownText) -> str:
    return "".join(piece.text for piece in text.pieces if piece.kind in ("same", "old"))


def new_of(text: ShownText) -> str:
    return "".join(piece.text for piece in text.pieces if piece.kind in ("same", "new"))


def both(shown: Previewed) -> list[tuple[Original, Variant]]:
    return [
        (original, variant)
        for section in shown.texts
        for original in section.originals
        for variant in original.variants
    ]


def cells(file: Path, column: str) -> list[str]:
    with file.open(newline="", encoding="utf-8") as stream:
        return [row[column] for row in csv.DictReader(stream)]


def test_variants_are_the_texts_that_expand_writes(tmp_path: Path) -> None:
    file = write_talk(tmp_path / "talk.csv")
    chains = recipe(EDITS, MIXES)
    shown = preview(file, recipe=chains, originals=100, variants=4)
    out = tmp_path / "out"
    expand(file, recipe=chains, output=out, workers=1)
    begun, made = cells(file, "text"), cells(out / "data" / "talk.csv", "text")
    written = {
        (row["parents"][0], f"{row['chain']}-{row['copy']}"): (text, row)
        for row, text in zip(rows(out / "manifest.jsonl"), made, strict=True)
        if row["chain"]
    }
    found = set()
    for original, variant in both(shown):
        old = begun[int(original.name.rpartition("#")[2])]
        (text,) = variant.texts
        assert new_of(original.texts[0]) == old
        assert not text.pieces or old_of(text) == old
        key = original.name, variant.name
        if key in written:
            new, row = written[key]
            found.add(key)
            assert (new_of(text) if text.pieces else old) == new
            if "labels" in row:
                shares = dict(each.split() for each in variant.label.split(" · "))
                assert {k: float(v) for k, v in shares.items()} == pytest.approx(
                    row["labels"], abs=0.006
                )
            assert len(variant.stages) == len(row["stages"])
            assert list(variant.partners) == row["parents"][1:]
    assert found == set(written)
    assert (shown.file, shown.width, shown.rows) == (None, 0, False)


def test_originals_are_spread_over_classes_and_of_the_training_split(tmp_path: Path) -> None:
    file = write_talk(tmp_path / "talk.csv")
    split = {"split": {"train": 0.5, "test": 0.5}, "text": "text", "target": "label"}
    shown = preview(file, recipe=RECIPE | {"input": split}, originals=4, variants=2)
    for section in shown.texts:
        assert sorted(original.label for original in section.originals) == [
            "common",
            "common",
            "rare",
            "rare",
        ]
    out = tmp_path / "out"
    expand(file, recipe=RECIPE | {"input": split}, output=out, workers=1)
    trained = {r["parents"][0] for r in rows(out / "manifest.jsonl") if r["split"] == "train"}
    assert {original.name for original, _ in both(shown)} <= trained
    assert (shown.originals, shown.variants) == (
        len({original.name for original, _ in both(shown)}),
        16,
    )


def test_what_was_left_alone_and_what_was_rejected_say_why(tmp_path: Path) -> None:
    file = write_talk(tmp_path / "talk.csv", 8)
    gated = EDITS | {"attempts": 2, "gates": [{"quality.similarity": {"min": 0.999}}]}
    shown = preview(file, recipe=recipe(gated), originals=100, variants=1)
    by_row = {original.name: variant for original, variant in both(shown)}
    alone, long = by_row["talk.csv#2"], by_row["talk.csv#4"]
    assert any("left it alone" in line for line in alone.left)
    assert (alone.rejected, alone.texts[0].pieces) == (0, [])
    assert long.rejected == 2
    assert long.texts[0].pieces
    assert long.wrong.startswith("rejected in 2 attempts: similarity 0.")
    assert long.wrong.endswith("(min 0.999)")


def test_a_stage_that_fails_at_a_text_costs_that_variant(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from augctl.stages.text.swap import Swap

    real = Swap.edit

    def edit(self: Swap, passage: Any, dice: Any, state: Any) -> Any:
        return real(self, passage, dice, state) if "dog" in passage.text else 1 / 0

    monkeypatch.setattr(Swap, "edit", edit)
    file = write_talk(tmp_path / "talk.csv")
    chain = {"name": "swaps", "copies": 1, "stages": ["text.swap"]}
    found = both(preview(file, recipe=recipe(chain), originals=100, variants=1))
    failed = [variant for original, variant in found if variant.problem]
    assert 0 < len(failed) < len(found)
    assert all("division by zero" in variant.wrong for variant in failed)


def test_each_column_that_a_chain_works_on_is_shown_once(tmp_path: Path) -> None:
    file = write_talk(tmp_path / "talk.csv")
    chain = {
        "name": "both",
        "copies": 1,
        "stages": [
            "text.swap",
            {"text.delete": {}, "on": "title"},
            {"text.swap": {}, "on": "title"},
        ],
    }
    given = RECIPE | {"input": {"text": ["text", "title"], "target": "label"}, "chains": [chain]}
    ((original, variant),) = both(preview(file, recipe=given, originals=1, variants=1))
    assert [text.column for text in original.texts] == ["text", "title"]
    for before, after in zip(original.texts, variant.texts, strict=True):
        assert before.column == after.column
        assert not after.pieces or old_of(after) == new_of(before)


class Words(HTMLParser):
    """Reads the texts of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        if ("class", "text") in attrs:
            self.inside = True
            self.texts.append("")

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "p"

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.texts[-1] += data


def test_page_and_picture_show_what_is_returned(tmp_path: Path) -> None:
    file = write_talk(tmp_path / "talk.csv")
    before = file.read_bytes()
    page, picture = tmp_path / "diff.html", tmp_path / "diff.png"
    shown = preview(file, recipe=recipe(EDITS), output=page, originals=3, variants=2)
    again = preview(file, recipe=recipe(EDITS), output=picture, originals=3, variants=2)
    assert again.texts == shown.texts
    texts = Words(page.read_text("utf-8")).texts
    expected = [
        "".join(piece.text for piece in text.pieces)
        for original in shown.texts[0].originals
        for text in [*original.texts, *(t for v in original.variants for t in v.texts)]
        if text.pieces
    ]
    assert texts == expected
    with Image.open(picture) as image:
        assert image.size == (again.width, again.height)
    assert (shown.file, shown.width, again.file) == (page, 0, picture)
    assert file.read_bytes() == before
    assert {e.name for e in tmp_path.iterdir()} == {"talk.csv", "diff.html", "diff.png"}
    content = page.read_bytes(), picture.read_bytes()
    for each in (page, picture):
        preview(file, recipe=recipe(EDITS), output=each, originals=3, variants=2)
    assert (page.read_bytes(), picture.read_bytes()) == content


def test_chains_without_text_are_drawn_below_as_charts(tmp_path: Path) -> None:
    file = write_talk(tmp_path / "talk.csv")
    noise = {"name": "noise", "copies": 1, "stages": ["tabular.jitter"]}
    short = {"originals": 1, "variants": 1}
    alone = preview(file, recipe=recipe(EDITS), output=tmp_path / "a.png", **short)
    with_charts = preview(file, recipe=recipe(EDITS, noise), output=tmp_path / "b.png", **short)
    assert with_charts.height > alone.height + 200
    assert with_charts.texts == alone.texts
    assert [section.title for section in with_charts.texts] == ["edits"]
    assert (with_charts.left_out, alone.left_out) == ((), ())
    assert preview(file, recipe=recipe(EDITS, noise), **short).left_out == ["noise"]


def test_names_of_files_that_cannot_be_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write_talk(tmp_path / "talk.csv")
    with pytest.raises(UsageError, match="PNG, or a page of HTML"):
        preview(file, recipe=recipe(EDITS), output=tmp_path / "diff.txt")
    noise = recipe({"name": "noise", "copies": 1, "stages": ["tabular.jitter"]})
    with pytest.raises(UsageError, match="No chain works on text") as caught:
        preview(file, recipe=noise, output=tmp_path / "diff.html")
    assert str(tmp_path / "diff.png") in caught.value.hint
    photos = classes(tmp_path / "in", {"cat": 1})
    flip = {"version": 1, "chains": [{"name": "f", "copies": 1, "stages": ["image.flip_lr"]}]}
    with pytest.raises(UsageError, match="No chain works on text"):
        preview(photos, recipe=flip, output=tmp_path / "diff.html")
    # Without a name, charts and pictures have one, and texts make no file.
    monkeypatch.chdir(tmp_path)
    preview(file, recipe=recipe(EDITS), originals=1, variants=1)
    assert not (tmp_path / "grid.png").exists()
    assert preview(file, recipe=noise).file == Path("grid.png")
    assert (tmp_path / "grid.png").exists()


def test_the_input_is_never_written_to(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    for name in ("good", "bad"):
        (folder / name).mkdir(parents=True)
        for i in range(3):
            (folder / name / f"{i}.txt").write_text(f"a {name} text of some words {i}")
    chains = RECIPE | {"chains": [EDITS]}
    with pytest.raises(UsageError, match="inside the input"):
        preview(folder, recipe=chains, output=folder / "good" / "diff.html")
    assert len(both(preview(folder, recipe=chains, originals=2, variants=1))) == 2
