"""Completion: what is offered where, and that the script of bash works and runs nothing that comes from a board."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Shell


def offered(board: Shell, *words: str) -> list[str]:
    lines = board.done("__complete", "--", *words).lines
    assert lines[0] in ("files", "words")
    return [line.partition("\t")[0] for line in lines[1:]]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["li"], ["list"]),
        (["mi"], ["milestone"]),
        (["per"], ["person"]),
        (["person", ""], ["list", "add", "edit"]),
        (["person", "a"], ["add"]),
        (["person", "edit", "m"], ["maria"]),
        (["show", ""], ["1", "2", "3", "4", "5", "R1"]),
        (["show", "1", ""], []),
        (["move", "1", "d"], ["doing", "done"]),
        (["move", "1", ""], ["1", "2", "3", "4", "5", "backlog", "doing", "review", "done"]),
        (["move", ""], ["1", "2", "3", "4", "5"]),
        (["edit", "1", "ow"], ["owner="]),
        (["edit", "1", "owner=o"], ["owner=omar"]),
        (["column", "remove", "doing", "--to", "b"], ["backlog"]),
        (["list", "--so"], ["--sort"]),
        (["list", "--sort", "d"], ["due"]),
        (["list", "in:d"], ["in:doing", "in:done"]),
        (["list", "-@m"], ["-@me", "-@maria"]),
        (["list", "#"], ["#network"]),
        (["list", "is:bl"], ["is:blocked"]),
        (["list", "p:"], ["p:refresh"]),
        (["list", "--filter", ""], []),
        (["add", "Order", ""], []),
        (["add", "Order", "@o"], ["@omar"]),
        (["add", "Order", ">d"], [">doing", ">done"]),
        (["add", "Order", "\\#n"], ["#network"]),
        (["risk", "score", "R"], ["R1"]),
        (["risk", "list", "is:la"], ["is:late", "is:lapsed"]),
        (["risk", "list", "-state:t"], ["-state:treating"]),
        (["risk", "list", "cell:5x5"], []),
        (["risk", "list", "cell:5x"], ["cell:5x5", "cell:5x4", "cell:5x3", "cell:5x2", "cell:5x1"]),
        (["risk", "edit", "R1", "strat"], ["strategy="]),
        (["risk", "edit", "R1", "caused_by=R"], ["caused_by=R1"]),
        (["risk", "add", "Fire", "kind:o"], ["kind:opportunity"]),
        (["add", "Order", "+R"], ["+R1"]),
        (["show", "R"], ["R1"]),
        (["completion", ""], ["bash", "zsh", "fish"]),
        (["-b", "nowhere.json", "show", ""], []),
        (["--json", "un"], ["undo", "unblock", "unpin"]),
        (["--th"], ["--theme"]),
    ],
)
def test_what_is_offered(board: Shell, words: list[str], expected: list[str]) -> None:
    board.done("risk", "add", "Switch fails")
    assert sorted(offered(board, *words)) == sorted(expected)


@pytest.mark.parametrize("words", [[], [""], ["nonsense", ""], ["-b", "tuiboard.json", ""]])
def test_where_no_command_stands_yet_all_are_offered(board: Shell, words: list[str]) -> None:
    assert {"list", "add", "person", "undo"} <= set(offered(board, *words))


def test_a_meaning_stands_behind_a_tab(board: Shell) -> None:
    assert "1\tReplace core switch" in board.done("__complete", "--", "show", "").lines


@pytest.mark.parametrize("words", [["-b", ""], ["import", ""], ["export", "-o", ""]])
def test_files_are_left_to_the_shell(board: Shell, words: list[str]) -> None:
    assert board.done("__complete", "--", *words).lines == ["files"]


def test_without_a_board_there_are_still_commands(run: Shell) -> None:
    assert offered(run, "lis") == ["list"]
    assert offered(run, "show", "") == []


def test_a_word_that_could_not_be_typed_back_is_left_out(board: Shell) -> None:
    board.done("edit", "1", "tags+=a\x1bb", "tags+=fine")
    assert offered(board, "list", "#") == ["#fine", "#network"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_has_a_script(run: Shell, shell: str) -> None:
    text = run.done("completion", shell).out
    assert "__complete" in text
    if shutil.which(shell):
        subprocess.run([shell, "-n"], input=text, text=True, check=True, timeout=10)


def test_an_unknown_shell(run: Shell) -> None:
    result = run("completion", "tcsh")
    assert (result.code, result.err) == (2, "tuiboard: There is no completion for “tcsh”. Shells: bash, zsh, fish.\n")


@pytest.fixture
def bash(board: Shell, tmp_path: Path) -> Path:
    """A folder with a `tuiboard` for bash to find."""
    if not shutil.which("bash"):
        pytest.skip("there is no bash here")
    root = Path(__file__).resolve().parents[2]
    program = tmp_path / "bin" / "tuiboard"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nPYTHONPATH={root} exec {sys.executable} -m tuiboard "$@"\n')
    program.chmod(0o755)
    return program.parent


def completed(bash: Path, line: str) -> list[str]:
    """What bash would offer with the cursor at the end of `line`."""
    script = """
        eval "$(tuiboard completion bash)"
        compopt() { :; }
        COMP_LINE=$1 COMP_POINT=${#1} COMP_WORDS=(tuiboard)
        _tuiboard
        printf '%s\\n' "${COMPREPLY[@]}"
    """
    done = subprocess.run(
        ["bash", "-c", script, "bash", line], capture_output=True, text=True, timeout=30,
        env={**os.environ, "PATH": f"{bash}:{os.environ['PATH']}"},
    )  # fmt: skip
    assert done.stderr == ""
    return done.stdout.split()


def test_bash_offers_ids_and_columns(bash: Path) -> None:
    assert completed(bash, "tuiboard move 1 re") == ["review"]
    assert completed(bash, "tuiboard list in:re") == ["review"]
    assert completed(bash, "tuiboard edit 1 owner=ma") == ["maria"]
    assert completed(bash, "tuiboard list \\#ne") == ["\\#network"]


def test_bash_runs_nothing_that_comes_from_a_board(board: Shell, bash: Path) -> None:
    board.done("edit", "1", "tags+=$(touch${IFS}pwned)", "tags+=`touch${IFS}pwned`", "title=$(touch pwned)")
    assert "\\#\\$\\(touch\\$\\{IFS\\}pwned\\)" in completed(bash, "tuiboard list #")
    assert not Path("pwned").exists()
