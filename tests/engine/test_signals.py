"""Ctrl-C and SIGTERM end a run within seconds, whole, with nothing left running."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import threading
import time
from pathlib import Path
from typing import Any

import pytest
import runs
from children import Child, command, timing, wait_for_no

from augctl.engine.signals import stopping_on_signals
from augctl.errors import Interrupted

ENDS = {signal.SIGINT: 130, signal.SIGTERM: 143}


@pytest.fixture(scope="module")
def long_recipe() -> dict[str, Any]:
    """Return a recipe that takes some seconds."""
    return runs.without_mixes(400)


@pytest.mark.parametrize("number", ENDS)
@pytest.mark.parametrize("group", [True, False], ids=["group", "parent"])
def test_the_program_ends_at_once(
    number: signal.Signals, group: bool, long_recipe: dict[str, Any], photos: Path, tmp_path: Path
) -> None:
    recipe, out, scratch = tmp_path / "recipe.yaml", tmp_path / "out", tmp_path / "tmp"
    recipe.write_text(runs.dump(long_recipe))
    scratch.mkdir()
    program = subprocess.Popen(
        command("expand", photos, "-r", recipe, "-o", out, "--workers", "2"),
        start_new_session=True,
        env={**os.environ, "TMPDIR": str(scratch)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    while not any((out / ".augctl" / "receipts").glob("*")):
        assert program.poll() is None
        time.sleep(0.01)
    with timing() as seconds:
        (os.killpg if group else os.kill)(program.pid, number)
        stdout, stderr = program.communicate(timeout=20)
    assert program.returncode == ENDS[number]
    assert seconds[0] < 3
    assert stdout == ""
    assert stderr == "Error: interrupted\nRun the same command again to resume.\n"
    wait_for_no(program.pid)
    assert runs.status(out) == "interrupted"
    assert not (out / ".augctl" / "tmp").exists()
    assert list(scratch.iterdir()) == []
    assert not (out / "manifest.jsonl").exists()


@pytest.mark.parametrize("number", ENDS)
def test_signals_at_any_instant(
    number: signal.Signals, photos: Path, whole: Path, tmp_path: Path
) -> None:
    rng = random.Random(f"signal {number}")
    ends = []
    for i in range(12):
        out = tmp_path / f"{i}"
        child = Child(input=photos, recipe=runs.RECIPE, output=out, workers=2)
        child.wait(0.1 + 0.4 * (i + rng.random()) / 12)
        with contextlib.suppress(ProcessLookupError):  # it may have ended
            (os.killpg if i % 2 else os.kill)(child.pid, number)
        ends.append(child.wait(10))
        wait_for_no(child.pid)
        # Without a trace if it had not begun; as if nothing had been if it was done already.
        if out.exists():
            assert runs.status(out) == ("complete" if ends[-1] == 0 else "interrupted")
            assert not (out / ".augctl" / "tmp").exists()
        runs.expand(photos, recipe=runs.RECIPE, output=out, workers=2)
        assert runs.result(out) == runs.result(whole)
    assert set(ends) <= {0, ENDS[number], -number}
    assert ENDS[number] in ends


def test_a_second_signal_does_what_it_always_does() -> None:
    with stopping_on_signals() as stop:
        stop.check()
        os.kill(os.getpid(), signal.SIGINT)
        with pytest.raises(Interrupted):
            stop.check()
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)


def test_a_look_at_an_input_ends_at_once(
    photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from augctl.engine.workspace import opened

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def tell(what: str, done: int, total: int) -> None:
        if done == 5:
            os.kill(os.getpid(), signal.SIGTERM)

    with pytest.raises(Interrupted), opened(runs.RECIPE, photos, tell):
        raise AssertionError("not reached")
    with (  # noqa: PT012
        pytest.raises(Interrupted),
        opened(runs.RECIPE, photos, lambda *arguments: None),
    ):
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(5)
        raise AssertionError("not reached")
    assert list(tmp_path.iterdir()) == []


def test_handlers_come_back() -> None:
    before = [signal.getsignal(number) for number in ENDS]
    with stopping_on_signals():
        assert before != [signal.getsignal(number) for number in ENDS]
    assert before == [signal.getsignal(number) for number in ENDS]


def test_what_was_ignored_stays_ignored() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with stopping_on_signals() as stop:
            os.kill(os.getpid(), signal.SIGINT)
            stop.check()
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)


def test_in_a_thread_signals_are_not_ours(photos: Path, whole: Path, tmp_path: Path) -> None:
    done: list[str] = []

    def work() -> None:
        result = runs.expand(photos, recipe=runs.RECIPE, output=tmp_path / "out", workers=2)
        done.append(result.status)

    before = signal.getsignal(signal.SIGINT)
    thread = threading.Thread(target=work)
    thread.start()
    assert signal.getsignal(signal.SIGINT) is before
    thread.join()
    assert done == ["complete"]
    assert runs.result(tmp_path / "out") == runs.result(whole)
