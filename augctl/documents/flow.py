"""Writes plain values on one line, the way a recipe has them: what is read back is the same."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

# Texts that need no quotes wherever they stand: no sign of YAML, no number, none of its words.
_PLAIN = re.compile(r"(?!(null|true|false)\Z)[A-Za-z_][\w ./-]*(?<! )\Z", re.ASCII | re.IGNORECASE)


def one_line(value: Any) -> str:
    """Write a value.

    >>> one_line({"fill": "reflect", "codec": "420", "p": [0.5, None], "on": "no"})
    '{fill: reflect, codec: "420", p: [0.5, null], on: no}'
    """
    if isinstance(value, Mapping):
        pairs = (f"{_text(str(key))}: {one_line(item)}" for key, item in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(one_line, value)) + "]"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, bool) or value is None:
        return json.dumps(value)
    return {"inf": ".inf", "-inf": "-.inf", "nan": ".nan"}.get(str(value), str(value))


def shown(value: Any) -> str:
    """Write what was found for a message: text in quotes, nothing as a word, long values cut."""
    if value is None:
        return "nothing"
    text = repr(value) if isinstance(value, str) else one_line(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _text(text: str) -> str:
    return text if _PLAIN.match(text) else '"' + "".join(map(_quoted, text)) + '"'


def _quoted(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    return character if character.isprintable() else f"\\U{ord(character):08X}"
