"""The README's table of what stages for text do: made by the stages themselves."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from augctl import expand

_SHOWN: list[tuple[dict[str, Any], str]] = [
    ({"text.synonym": {}}, "She bought a cheap car and sold the old bike."),
    ({"text.synonym": {}}, "服务员很热情，房间也很干净。"),
    ({"text.insert": {}}, "If the book is late, I have to pay a fee."),
    ({"text.swap": {}}, "Why was I charged twice for http://a.b/c?d=1 on 3 May?"),
    ({"text.delete": {}}, "The driver delivered the parcel to the wrong house."),
    ({"text.typo": {}}, "How do I renew my card?"),
    ({"text.typo": {}}, "我们昨天买的电脑很便宜，但是屏幕不太好。"),
    ({"text.ocr_error": {}}, "The students need help with the exam."),
    ({"text.case": {"to": "lower"}}, "Yesterday the team won the match."),
    ({"text.punctuation": {}}, "The students need help with the exam."),
    ({"text.char_noise": {}}, "How do I renew my card?"),
    ({"text.passive": {}}, "The driver delivered the parcel to the wrong house."),
    ({"text.reorder": {}}, "If the book is late, I have to pay a fee."),
    ({"text.reorder": {}}, "我们昨天买的电脑很便宜，但是屏幕不太好。"),
    ({"text.rewrite": {}}, "Why was I charged twice for http://a.b/c?d=1 on 3 May?"),
    (
        {"text.entity": {"graph": [[name, "type", "city"] for name in ("Paris", "Oslo", "Lima")]}},
        "I flew to Paris and left my bag in Paris.",
    ),
]


def table_of_edits() -> str:
    """Write the table: each stage, a text, and what becomes of it."""
    lines = ["| stage | before | after |", "|---|---|---|"]
    for stage, before in _SHOWN:
        (name,) = stage
        lines.append(f"| `{name}` | {before} | {_edited(stage, before)} |")
    return "\n".join(lines) + "\n"


def _edited(stage: dict[str, Any], text: str) -> str:
    chain = {"name": "made", "copies": 1, "stages": [stage]}
    recipe = {"version": 1, "output": {"originals": "skip"}, "chains": [chain]}
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch, "in.jsonl")
        file.write_text(json.dumps({"text": text}) + "\n", encoding="utf-8")
        expand(file, recipe=recipe, output=Path(scratch, "out"), workers=1)
        made: str = json.loads(Path(scratch, "out/data/in.jsonl").read_text("utf-8"))["text"]
        return made
