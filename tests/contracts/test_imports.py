"""What is loaded when: start-up is a feature, and the layers keep their direction."""

import json
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from tests.conftest import ROOT

# Runs one command line in-process, and tells on the last line of stderr what was loaded.
RUN = """
import json, sys
from tuiboard.cli.main import main
try:
    code = main(sys.argv[1:])
except SystemExit as ended:
    code = ended.code
print(json.dumps({"code": code or 0, "loaded": sorted(sys.modules)}), file=sys.stderr)
"""


def run(*arguments: str) -> set[str]:
    """Run `tuiboard ARGUMENTS`, which must succeed, and return the names of all modules loaded at its end."""
    done = subprocess.run(
        [sys.executable, "-c", RUN, *arguments], capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stderr.splitlines()[-1])
    assert told["code"] == 0, done.stderr
    return set(told["loaded"])


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A board with two cards, made by the command line itself."""
    path = tmp_path_factory.mktemp("board") / "board.json"
    script = "from tuiboard.cli.main import main; import sys; sys.exit(main(sys.argv[1:]))"
    for words in (["init"], ["add", "Replace core switch"], ["add", "Label patch panels"]):
        subprocess.run(
            [sys.executable, "-c", script, "-b", str(path), *words],
            cwd=ROOT,
            check=True,
            stdin=subprocess.DEVNULL,
            timeout=60,
        )
    return path


@pytest.mark.parametrize(
    "words",
    [
        ["list"],
        ["list", "--json"],
        ["list", "in:backlog", "--sort", "due"],
        ["show", "1"],
        ["add", "Order cables #network"],
        ["move", "1", "doing"],
        ["done", "2"],
        ["log"],
        ["undo"],
    ],
    ids=" ".join,
)
def test_a_command_never_loads_the_screen_or_the_calendar_library(board: Path, words: list[str]) -> None:
    loaded = run("-b", str(board), *words)
    assert "tuiboard.cli.main" in loaded
    heavy = {name for name in loaded if name.split(".")[0] in {"textual", "rich", "pendulum", "dateutil"}}
    assert not heavy
    assert not {name for name in loaded if name.startswith("tuiboard.tui")}


def test_help_loads_neither_the_screen_nor_a_board() -> None:
    loaded = run("--help")
    assert not {name for name in loaded if name.split(".")[0] in {"textual", "rich", "pendulum", "tinydb"}}


def test_importing_the_package_loads_nothing_else() -> None:
    script = "import sys; before = set(sys.modules); import tuiboard; print(*sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["tuiboard"]


def test_the_layers_import_downwards_only() -> None:
    lint_imports = Path(sysconfig.get_path("scripts")) / "lint-imports"
    done = subprocess.run([lint_imports, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
