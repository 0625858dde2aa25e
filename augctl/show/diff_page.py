"""Compared texts as one page of HTML, that needs nothing else and runs nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from augctl.show.diff import LINE_BREAK, Piece, visible
from augctl.show.texts import Original, ShownText, TextSection, Variant

# The same greens and vermilions as in `augctl.show.theme`; apart under every colour blindness, and
# what went is struck out, what came is underlined, whatever the colours are.
_STYLE = """
:root { color-scheme: light dark; --paper: #fafaf8; --ink: #1c1c1a; --soft: #5f5f5a;
  --rule: #d9d9d3; --blue: #0067a6; --blue-tint: #dfebf4; --old: #b34700; --old-tint: #faf0e8;
  --new: #00664a; --new-tint: #e2f1ea }
@media screen and (prefers-color-scheme: dark) { :root {
  --paper: #191a1b; --ink: #e8e8e4; --soft: #a3a39d;
  --rule: #3c3d3e; --blue: #78bbea; --blue-tint: #16344a; --old: #ffa365; --old-tint: #43240f;
  --new: #62d6ae; --new-tint: #0f3a2c } }
* { box-sizing: border-box }
body { margin: 0 auto; padding: 2rem 1.25rem; max-width: 68rem; background: var(--paper);
  color: var(--ink); font: 1rem/1.55 system-ui, sans-serif }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 }
h2 { font-size: 1.15rem; margin: 0; padding-top: 1rem; border-top: 1px solid var(--rule) }
section { margin-top: 2rem }
h1, h2, h3, p, li { overflow-wrap: anywhere }
p { margin: 0 }
.about, .told { color: var(--soft); font-size: .875rem }
article { margin-top: 1.5rem; break-inside: avoid }
h3 { font-size: .875rem; margin: 0 0 .25rem }
.label { font-weight: normal; color: var(--soft); margin-inline-start: .75em }
.original { border-inline-start: 3px solid var(--blue); padding-inline-start: .75rem }
ol { list-style: none; margin: .25rem 0 0; padding: 0 0 0 calc(.75rem + 3px) }
li { padding: .5rem 0; border-top: 1px solid var(--rule) }
li:first-child { border-top: 0 }
.text { white-space: pre-wrap }
.column { color: var(--soft); font-size: .875rem }
del { color: var(--old); background: var(--old-tint); text-decoration: line-through }
ins { color: var(--new); background: var(--new-tint); text-decoration: underline;
  text-underline-offset: .15em; font-weight: 600 }
mark { color: inherit; background: none; border: 1px solid var(--blue); border-radius: 3px;
  padding: 0 .15em }
.tag { color: var(--blue); font-size: .7rem; font-weight: 600; margin-inline-start: .3em;
  user-select: none }
.odd { font: .8em ui-monospace, monospace; border: 1px dotted; border-radius: 2px; opacity: .8 }
.gap { color: var(--soft) }
.wrong { color: var(--old); font-size: .875rem }
@media print { :root { --paper: #fff }
  body { max-width: none; padding: 0; font-size: 10pt }
  del, ins { background: none } }
"""


def diff_page(sections: Sequence[TextSection], heading: str, subheading: str = "") -> str:
    """Write sections of texts as HTML.

    Args:
        sections: What is shown.
        heading: The name of the recipe.
        subheading: What stands below it.
    """
    parts = [
        "<!DOCTYPE html>",
        '<html><head><meta charset="utf-8">',
        '<meta http-equiv="Content-Security-Policy"'
        " content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{_told(heading)}</title>",
        f"<style>{_STYLE}</style></head><body>",
        f'<h1 dir="auto">{_told(heading)}</h1>' if heading else "",
        f'<p class="about">{_told(subheading)}</p>' if subheading else "",
    ]
    for section in sections:
        parts += _section(section)
    parts.append("</body></html>")
    return "\n".join(filter(None, parts)) + "\n"


def _section(section: TextSection) -> Iterator[str]:
    yield f'<section><h2 dir="auto">{_told(section.title)}</h2>'
    yield f'<p class="about">{_told(section.subtitle)}</p>'
    for original in section.originals:
        yield from _article(original)
    if not section.originals:
        yield '<p class="told">nothing to show</p>'
    yield "</section>"


def _article(original: Original) -> Iterator[str]:
    label = (
        f'<span class="label"><bdi>{_told(original.label)}</bdi></span>' if original.label else ""
    )
    yield f"<article><h3><bdi>{_told(original.name)}</bdi>{label}</h3>"
    if original.texts:
        yield f'<div class="original">{_texts(original.texts, "empty")}</div>'
    yield "<ol>"
    for variant in original.variants:
        yield f"<li>{_variant(variant)}</li>"
    yield "</ol></article>"


def _variant(variant: Variant) -> str:
    told = "".join(f'<p class="told"><bdi>{_told(line)}</bdi></p>' for line in variant.told)
    wrong = f'<p class="wrong">{_told(variant.wrong)}</p>' if variant.wrong else ""
    return _texts(variant.texts, "unchanged") + told + wrong


def _texts(texts: Sequence[ShownText], nothing: str) -> str:
    parts = []
    for text in texts:
        if len(texts) > 1:
            parts.append(f'<p class="column"><bdi>{_told(text.column)}</bdi></p>')
        if text.pieces:
            body = "".join(map(_piece, text.pieces))
            parts.append(f'<p class="text" dir="auto">{body}</p>')
        else:
            parts.append(f'<p class="told">{nothing}</p>')
    return "".join(parts)


def _piece(piece: Piece) -> str:
    body = _told(piece.text)
    if piece.kind == "gap":
        body = f'<span class="gap">{body}</span>'
    elif piece.kind != "same":
        tag = "del" if piece.kind == "old" else "ins"
        body = f"<{tag}>{body}</{tag}>"
    tags = (f'<span class="tag">{_told(label)}</span>' if label else "" for label in piece.ends)
    return "<mark>" * piece.opens + body + "".join(f"{tag}</mark>" for tag in tags)


def _told(text: str) -> str:
    """Escape text that may hold anything."""
    return "".join(_odd(part) if odd else escape(part) for part, odd in visible(text))


def _odd(part: str) -> str:
    return f'<span class="odd">{escape(part)}</span>' + "<br>" * (part == LINE_BREAK)
