"""The program as a whole: help, typos, JSON, exit codes, pipes; much of it as a real process."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from folders import FLIP, augctl, classes, expand, recipe
from typer.testing import CliRunner

from augctl import __version__
from augctl.cli.main import app

COMMANDS = (
    "expand",
    "validate",
    "preview",
    "plan",
    "stages",
    "inspect",
    "replay",
    "verify",
    "schema",
)
HEAVY = ("numpy", "cv2", "PIL", "pydantic", "imgaug", "sklearn", "scipy", "yaml", "tqdm")


@pytest.mark.parametrize("arguments", [["--help"], [], ["--version"]])
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    code = (
        "import sys\n"
        "from augctl.cli.main import main\n"
        f"sys.argv = ['augctl', *{arguments!r}]\n"
        "try:\n"
        "    main()\n"
        "except SystemExit as stop:\n"
        f"    loaded = sorted(set({HEAVY!r}) & set(sys.modules))\n"
        "    print(stop.code, loaded, file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == "0 []\n"
    assert done.stdout


def test_alone_it_shows_help() -> None:
    bare, asked = augctl(), augctl("--help")
    assert bare == asked
    assert (bare.code, bare.err) == (0, "")
    assert all(f" {command} " in bare.out for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str) -> None:
    asked = augctl(command, "-h")
    assert (asked.code, asked.err) == (0, "")
    assert f"Usage: augctl {command}" in asked.out


def test_version() -> None:
    assert augctl("--version").out == f"augctl {__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["expan"], "Did you mean 'expand'"),
        (["plan", "--recip", "x"], "--recipe"),
        (["expand", "in", "-o", "out"], "Missing option '--recipe'"),
        (["plan", "-r", "x", "--seed", "-1"], "--seed"),
        (["plan", "-r", "x", "--workers", "many"], "--workers"),
        (["expand", "-r", "x", "-o", "y", "--engine", "ray"], "--engine"),
        (["inspect"], "Missing argument"),
        (["verify", "a", "b"], "unexpected extra argument"),
    ],
)
def test_wrong_usage_is_exit_2(arguments: list[str], message: str) -> None:
    ended = augctl(*arguments)
    assert ended.code == 2
    assert ended.out == ""
    assert message in ended.err
    with_json = augctl(*arguments, "--json")
    assert with_json.code == 2
    if arguments != ["expan"] or with_json.out:
        body = with_json.json
        assert (body["ok"], body["exit_code"]) == (False, 2)
        assert body["error"]["message"]


def test_the_app_works_under_the_usual_test_runner(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["validate", str(recipe(tmp_path / "r.yaml"))])
    assert result.exit_code == 0
    assert result.stdout == f"{tmp_path / 'r.yaml'}: ok\n"


def finished(tmp_path: Path) -> tuple[Path, Path, Path]:
    root = classes(tmp_path / "in", {"cat": 2, "dog": 2})
    (root / "cat" / "broken.png").write_text("no image")
    out = tmp_path / "out"
    assert expand(root, out).code == 0
    return root, out, out.with_name("out.yaml")


def test_json_is_one_object_on_stdout_and_nothing_else(tmp_path: Path) -> None:
    root, out, file = finished(tmp_path)
    for arguments in (
        ["expand", root, "-r", file, "-o", out],
        ["expand", root, "-r", file, "-o", out, "--quiet"],
        ["plan", root, "-r", file],
        ["preview", root, "-r", file, "-o", tmp_path / "grid.png", "--variants", "1"],
        ["validate", file],
        ["inspect", root],
        ["replay", out, "cat/cat0__views-1.png"],
        ["verify", out],
        ["stages", "image.rotate"],
        ["stages", "quality"],
    ):
        ended = augctl(*arguments, "--json")
        assert (ended.code, ended.err) == (0, ""), arguments
        assert ended.json["ok"] is True
        assert ended.out.count("\n") == 1


def test_json_of_errors(tmp_path: Path) -> None:
    root, out, file = finished(tmp_path)
    wrong = recipe(tmp_path / "wrong.yaml", FLIP.replace("copies", "copes"))
    (out / "data" / "cat" / "cat0.png").unlink()
    nowhere = tmp_path / "nowhere"
    for arguments, code, kind in (
        (["expand", nowhere, "-r", file, "-o", out], 2, "InputError"),
        (["expand", root, "-r", file, "-o", out, "--seed", "8"], 2, "ConflictError"),
        (["expand", root, "-r", file, "-o", file / "below"], 1, "OutputError"),
        (["plan", root, "-r", wrong], 2, "RecipeError"),
        (["validate", wrong], 2, "RecipeError"),
        (["preview", root, "-r", file, "-o", tmp_path / "grid.gif"], 2, "UsageError"),
        (["inspect", nowhere], 2, "InputError"),
        (["replay", out, "cat/none.png"], 2, "UsageError"),
        (["verify", out], 1, "CheckFailed"),
        (["stages", "image.rotat"], 2, "UsageError"),
    ):
        ended = augctl(*arguments, "--json")
        body = ended.json
        assert (ended.code, body["exit_code"], body["ok"]) == (code, code, False), arguments
        assert body["error"]["kind"] == kind
        assert body["error"]["message"]
        assert ended.err
        assert ended.out.count("\n") == 1
        problems = body["error"].get("problems", ())
        assert bool(problems) == (kind == "RecipeError")
        assert all(problem["line"] and problem["expected"] for problem in problems)


def test_json_is_not_asked_for_by_an_argument_after_the_dashes() -> None:
    ended = augctl("inspect", "--", "--json")
    assert (ended.code, ended.out) == (2, "")
    assert "--json does not exist" in ended.err


def test_quiet_prints_nothing_but_errors(tmp_path: Path) -> None:
    root = classes(tmp_path / "in", {"cat": 2})
    assert expand(root, tmp_path / "out", "--quiet") == expand(root, tmp_path / "out", "-q")
    ended = expand(root, tmp_path / "out", "-q")
    assert (ended.code, ended.out, ended.err) == (0, "", "")
    ended = expand(tmp_path / "nothing", tmp_path / "other", "-q")
    assert ended.code == 2
    assert "does not exist" in ended.err


def test_an_error_has_cause_and_way_out_without_colour_in_a_pipe(tmp_path: Path) -> None:
    ended = augctl("inspect", tmp_path / "nothing")
    assert ended.err == (
        f"Error: The input {tmp_path / 'nothing'} does not exist.\n"
        "Name a folder of images or of texts, a table (.csv, .tsv, .jsonl or .parquet), or a"
        " dialogue model (.yaml).\n"
    )


def test_an_error_is_red_on_a_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert augctl("inspect", tmp_path / "nothing").err.startswith("\x1b[1;31mError: \x1b[0m")
    wrong = recipe(tmp_path / "wrong.yaml", FLIP.replace("copies", "copes"))
    err = augctl("validate", wrong).err
    assert f"\x1b[1m{wrong}:4:5\x1b[0m" in err.replace("\n", "")
    assert "\x1b[1;31m2 problems\x1b[0m" in err


def test_problems_of_a_recipe_have_place_expectation_and_nearest_name(tmp_path: Path) -> None:
    wrong = recipe(tmp_path / "wrong.yaml", FLIP.replace("flip_lr", "flip_rl"))
    lines = augctl("validate", wrong).err.splitlines()
    assert lines[0].startswith(f"{wrong}:5:14 chains[1]")
    assert lines[1].startswith("  expected a stage")
    assert lines[2:] == ["  found    'image.flip_rl'", "  nearest  image.flip_lr", "1 problem"]


def test_a_name_that_is_no_unicode_or_markup_does_no_harm(tmp_path: Path) -> None:
    folder = tmp_path / "[b]caf\udce9\x1b[31m"
    ended = augctl("inspect", folder)
    assert ended.code == 2
    assert "[b]caf%E9\\x1b[31m does not exist" in ended.err
    assert "[b]caf%E9" in augctl("inspect", folder, "--json").json["error"]["message"]
    root = classes(folder, {"[bold]": 2, ":cat:": 1})
    for ended in (
        augctl("inspect", root),
        expand(root, tmp_path / "[out]"),
        augctl("plan", root, "-r", tmp_path / "[out].yaml"),
        augctl("verify", tmp_path / "[out]"),
    ):
        assert (ended.code, ended.err) == (0, "")
        assert "[bold]" in ended.out or ended.out.endswith("all as the manifest says\n")


def test_an_interrupt_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from augctl.commands import inspect

    def interrupted(*args: object, **kwargs: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(inspect, "inspect", interrupted)
    ended = augctl("inspect", tmp_path, "--json")
    assert ended.code == 130
    assert ended.err == "Error: interrupted\n"
    assert json.loads(ended.out)["exit_code"] == 130


def test_a_refusing_system_is_no_bug_of_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from augctl.commands import inspect

    def full(*args: object, **kwargs: object) -> None:
        raise OSError(28, "No space left on device", "/tmp/x")

    monkeypatch.setattr(inspect, "inspect", full)
    ended = augctl("inspect", tmp_path)
    assert ended.code == 1
    assert "The system refused: [Errno 28] No space left on device: '/tmp/x'." in ended.err


def test_a_bug_is_called_one_and_can_be_traced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from augctl.cli.failure import report
    from augctl.cli.main import _run
    from augctl.commands import inspect

    assert report(ZeroDivisionError("oh")) == 1
    assert "This is a bug in augctl: ZeroDivisionError: oh" in capsys.readouterr().err

    def buggy(*args: object, **kwargs: object) -> None:
        raise ZeroDivisionError("oh")

    monkeypatch.setattr(inspect, "inspect", buggy)
    monkeypatch.setenv("AUGCTL_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        _run(["inspect", str(tmp_path)])
