"""Which encoding a text is in, told from its bytes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from table_files import read

from augctl.io.tables.encodings import decoded, narrow_encoding
from augctl.tables.rules import TableRules

SIMPLE = "房间很干净，服务员也很热情，下次还会再来。价格便宜，地点方便。"
TRADITIONAL = "這個房間非常乾淨，服務人員也很親切，下次還會再來。價格便宜，地點方便。"
WESTERN = [
    "Größe, Maße und Übergröße für Füße",
    "déjà vu à l'été, où ça",
    "“Hello” – it’s “fine”",
    "ñandú año señor mañana",
    "Åse på Øya så ærlig",
    "café",
]


@pytest.mark.parametrize(
    ("text", "written", "told"),
    [
        (SIMPLE, "gbk", "gb18030"),
        (SIMPLE, "gb18030", "gb18030"),
        (TRADITIONAL, "big5", "big5hkscs"),
        *((text, "cp1252", "cp1252") for text in WESTERN),
    ],
)
def test_an_encoding_is_told(text: str, written: str, told: str) -> None:
    assert narrow_encoding(text.encode(written)) == told
    assert decoded(text.encode(written)) == (text, told)


def test_a_cut_letter_at_the_end_does_no_harm() -> None:
    assert narrow_encoding(SIMPLE.encode("gbk")[:-1]) == "gb18030"


@pytest.mark.parametrize("written", ["utf-8", "utf-8-sig", "utf-16"])
def test_marks_of_byte_order_are_no_text(written: str) -> None:
    found = decoded(SIMPLE.encode(written))
    assert found is not None
    assert found[0] == SIMPLE


def test_what_is_no_text_is_in_no_encoding() -> None:
    assert decoded(b"\xff\xfe\x00") is None


@pytest.mark.parametrize("name", ["gbk", "big5"])
def test_a_table_is_read_and_written_in_its_encoding(name: str, tmp_path: Path) -> None:
    text = SIMPLE if name == "gbk" else TRADITIONAL
    content = f"text,label\n{text},a\nabc,b\n{text[:9]},b\n".encode(name)
    found = read(tmp_path, content, rules=TableRules(texts=("text",)))
    assert found.table.words(np.arange(3))[:, 0].tolist() == [text, "abc", text[:9]]
    assert found.reasons == ["encoding"]
    assert "read as" in found.odd[0].message
    assert b"".join(found.made()) == content.partition(b"\n")[2]
