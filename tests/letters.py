"""Texts for whole runs: `from letters import write_letters, write_folder`."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

_OPENINGS = (
    "The parcel number {n} arrived late and the box was open.",
    "Please send the invoice {n} to ann{n}@example.com before 10:30!",
    "Our driver could not find the house; see http://a.b/c?d={n} for the map.",
    "房间{n}很干净，服务员也很热情，下次还会再来。",
    "Nobody answered the phone,\nso the garden shed got parcel {n}.",
)
LABELS = ("late", "late", "late", "praise", "ask")


def letters(count: int) -> list[dict[str, Any]]:
    """Make rows of uneven classes: English and Chinese, with what must stay; some without text."""
    return [
        {
            "id": 100 + n,
            "text": "" if n % 17 == 16 else _OPENINGS[n % 5].format(n=n),
            "weight": f"{n / 7:.3f}",
            "label": LABELS[n % 5],
        }
        for n in range(count)
    ]


def write_letters(file: Path, count: int = 300) -> Path:
    """Write them as CSV."""
    rows = letters(count)
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return file


def write_folder(folder: Path, count: int = 60) -> Path:
    """Write them as text files in class folders, each named by its number."""
    for row in letters(count):
        file = folder / row["label"] / f"{row['id']}.txt"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(row["text"], encoding="utf-8")
    return folder


def recipe(*chains: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Write a recipe of chains."""
    return {"version": 1, "seed": 3, "chains": list(chains), **more}


ANY = {"text.swap": {"pairs": "any"}}
SWAPS = {"name": "swaps", "copies": 2, "stages": [ANY]}
EVEN = {"name": "even", "balance": "max", "stages": [{"text.delete": {"share": 0.2}, "p": 0.5}]}
