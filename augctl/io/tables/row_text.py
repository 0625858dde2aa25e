"""Puts the cells of finished rows together to lines: of cells with delimiters, or of JSON."""

from __future__ import annotations

import json
import re

from augctl.io.tables.cell_text import Texts, texts_of
from augctl.io.tables.form import Form
from augctl.tables.block import Block
from augctl.tables.schema import Column, Schema

_HALF = re.compile("[\ud800-\udfff]")


def csv_lines(block: Block, schema: Schema, form: Form) -> list[bytes]:
    """Write rows as lines of cells, with the delimiter and the quotes of the source."""
    columns = [
        _csv_cells(texts, column, form, alone=len(schema.columns) == 1)
        for column, texts in texts_of(block, schema, comma=form.comma)
    ]
    delimiter = form.delimiter + " " * form.spaced
    return [
        (delimiter.join(row) + form.ending).encode(form.encoding, "surrogatepass")
        if form.encoding == "utf-8"
        else (delimiter.join(row) + form.ending).encode(form.encoding, "surrogateescape")
        for row in zip(*columns, strict=True)
    ]


def _csv_cells(texts: Texts, column: Column, form: Form, *, alone: bool) -> list[str]:
    quoted = form.quoting == "all" or (
        form.quoting == "text" and (column.kind != "number" or bool(column.form))
    )
    return [
        csv_cell(column.empty, form, alone=alone)
        if text is None
        else csv_cell(text, form, quoted=quoted, alone=alone)
        for text in texts
    ]


def csv_cell(cell: str, form: Form, *, quoted: bool = False, alone: bool = False) -> str:
    """Write a cell, in quotes where it needs them.

    Args:
        cell: Its text.
        form: How the source is written.
        quoted: Whether it has quotes in any case.
        alone: Whether it is the only one of its row.
    """
    quote = form.quote
    needs = (
        quote in cell
        or form.delimiter in cell
        or "\n" in cell
        or "\r" in cell
        or (form.spaced and cell[:1] == " ")
        # An empty line would be no row at all.
        or (alone and not cell.strip())
    )
    return quote + cell.replace(quote, quote * 2) + quote if needs or quoted else cell


def json_lines(block: Block, schema: Schema, form: Form) -> list[bytes]:
    """Write rows as JSON objects, as the source writes them."""
    between, behind_key = form.separators
    columns = []
    for column, texts in texts_of(block, schema):
        key = json.dumps(column.name, ensure_ascii=form.ascii) + behind_key
        columns.append([_json_item(key, text, column, form) for text in texts])
    return [
        ("{" + between.join(filter(None, row)) + "}" + form.ending).encode("utf-8", "surrogatepass")
        for row in zip(*columns, strict=True)
    ]


def _json_item(key: str, text: str | None, column: Column, form: Form) -> str:
    """Write a key and its value; nothing where the source leaves a missing cell out."""
    if text is None:
        return key + column.empty if column.empty else ""
    return key + json_value(text, column, form)


def json_value(text: str, column: Column, form: Form) -> str:
    """Write a cell that is not missing as JSON; half a letter, which UTF-8 has not, escaped."""
    if not column.quoted:
        return text
    halved = not form.ascii and _HALF.search(text) is not None
    return json.dumps(text, ensure_ascii=form.ascii or halved)
