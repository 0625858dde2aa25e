from __future__ import annotations

import io
import sys

import pytest

from augctl.cli.shared import progress_bar


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def work() -> None:
    with progress_bar("file") as progress:
        for what, total in (("listing", 0), ("reading", 3), ("expanding", 40)):
            for done in range(total or 5):
                progress(what, done + 1, total)


def test_a_terminal_shows_how_far_the_work_is(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    work()
    text = stream.getvalue()
    for word in ("listing", "reading", "expanding", "/40 ", "files"):
        assert word in text
    assert text.endswith("\r")  # the bar is gone in the end


def test_a_pipe_sees_nothing(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    work()
    assert capfd.readouterr() == ("", "")
    monkeypatch.setattr(sys, "stderr", stream := Terminal())
    with progress_bar("file", quiet=True) as progress:
        progress("reading", 1, 2)
    assert stream.getvalue() == ""
