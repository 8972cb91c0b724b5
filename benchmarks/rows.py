"""One row of the table, and what every measurement has at hand."""

import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from boards import Boards

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
HERE = os.path.dirname(os.path.abspath(__file__))
_ENTRY = "import sys; from tuiboard.cli.main import entry; sys.exit(entry())"
_DROPPED = ("TUIBOARD_", "TEXTUAL", "XDG_", "TASK", "PYTHON", "SSH_", "NO_COLOR", "LC_")


class Row(NamedTuple):
    """One line of the table. `ok` is None where nothing is demanded or nothing could be measured."""

    what: str
    ours: str
    reference: str
    figure: str
    must: str
    ok: bool | None


class Bench:
    """The folder, environment, programs and number of runs of one call of the benchmark."""

    def __init__(self, folder: str, quick: bool) -> None:
        self.folder = folder
        self.quick = quick
        self.boards = Boards(os.path.join(folder, "boards"))
        self.env = _environment(folder)

    def runs(self, full: int, quick: int) -> int:
        """How often to measure."""
        return quick if self.quick else full

    @property
    def tuiboard(self) -> list[str]:
        """The program: the installed command beside this Python, else what that command does."""
        command = os.path.join(os.path.dirname(sys.executable), "tuiboard")
        return [command] if os.path.exists(command) else [sys.executable, "-c", _ENTRY]

    @property
    def label_app(self) -> list[str]:
        """The reference for the screen."""
        return [sys.executable, os.path.join(HERE, "label_app.py")]

    def worker(self, *words: str) -> list[str]:
        """A process of benchmarks/worker.py."""
        return [sys.executable, os.path.join(HERE, "worker.py"), *words]

    def timed(self, argv: Sequence[str], env: Mapping[str, str] | None = None) -> float:
        """Seconds that a whole process takes, its output read to the end. Raises CalledProcessError."""
        started = time.perf_counter()
        subprocess.run(
            argv, env=env or self.env, stdin=subprocess.DEVNULL, capture_output=True, check=True, cwd=self.folder
        )
        return time.perf_counter() - started


def _environment(folder: str) -> dict[str, str]:
    """An environment in which nothing of the person's own settings shows."""
    home = os.path.join(folder, "home")
    os.makedirs(home, exist_ok=True)
    env = {name: value for name, value in os.environ.items() if not name.startswith(_DROPPED)}
    folders = {f"XDG_{kind.upper()}_HOME": f"{home}/{kind}" for kind in ("config", "data", "state", "cache")}
    terminal = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}
    return {**env, **folders, **terminal, "HOME": home, "PYTHONPATH": ROOT}


def interleaved(runs: int, measures: Mapping[str, Callable[[], float]], warm: bool = True) -> dict[str, float]:
    """Carry out the measures in turn, `runs` times, and return the median of each; first once without counting."""
    if warm:
        for measure in measures.values():
            measure()
    found: dict[str, list[float]] = {name: [] for name in measures}
    for _ in range(runs):
        for name, measure in measures.items():
            found[name].append(measure())
    return {name: statistics.median(values) for name, values in found.items()}


def ms(seconds: float) -> str:
    """Milliseconds as they are printed."""
    value = seconds * 1000
    return f"{value:.0f} ms" if value >= 20 else f"{value:.1f} ms" if value >= 2 else f"{value:.2f} ms"


def times(ratio: float) -> str:
    """A ratio as it is printed."""
    return f"{ratio:.2f}×" if ratio < 10 else f"{ratio:.0f}×"


def compared(what: str, ours: float, reference: float, beside: str, most: float, below: bool = False) -> Row:
    """A row of two times whose ratio counts."""
    ratio = ours / reference
    return Row(
        what, ms(ours), f"{ms(reference)} {beside}", times(ratio), f"{'<' if below else '≤'} {most:g}×",
        ratio < most if below else ratio <= most,
    )  # fmt: skip


def remove(path: str) -> None:
    """Remove a folder with all that is in it."""
    shutil.rmtree(path, ignore_errors=True)
