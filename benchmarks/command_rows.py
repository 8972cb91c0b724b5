"""Commands as whole processes, beside Taskwarrior with the same 10,000 cards."""

import os
import shutil
import subprocess

from boards import taskwarrior_data
from rows import Bench, Row, compared, interleaved, ms

_CARDS = 10_000
_MOVED = ("doing", "ready")


def commands(bench: Bench) -> list[Row]:
    """`list` and `show` beside `task list`, `add` beside `task add`, `move` beside `task modify`."""
    ours = [*bench.tuiboard, "-b", bench.boards.copy(_CARDS)]
    program = shutil.which("task")
    if program is None:
        return _without_reference(bench, ours)
    task, env = [program], _taskwarrior(bench, program)
    turn = iter(range(1_000_000))

    def moved() -> str:
        return _MOVED[next(turn) // 2 % 2]

    found = interleaved(
        bench.runs(11, 3),
        {
            "task list": lambda: bench.timed([*task, "list"], env),
            "list": lambda: bench.timed([*ours, "list"]),
            "show": lambda: bench.timed([*ours, "show", "5000"]),
            "task add": lambda: bench.timed(
                [*task, "add", "Order spare disks", "project:backlog", "due:tomorrow"], env
            ),
            "add": lambda: bench.timed([*ours, "add", "Order spare disks due:tomorrow"]),
            "task modify": lambda: bench.timed([*task, "5000", "modify", f"project:{moved()}"], env),
            "move": lambda: bench.timed([*ours, "move", "5000", moved()]),
        },
    )
    return [
        compared("list, 10,000 cards", found["list"], found["task list"], "task list", 1, below=True),
        compared("show, 10,000 cards", found["show"], found["task list"], "task list", 1, below=True),
        compared("add, 10,000 cards", found["add"], found["task add"], "task add", 1),
        compared("move, 10,000 cards", found["move"], found["task modify"], "task modify", 1),
    ]


def _without_reference(bench: Bench, ours: list[str]) -> list[Row]:
    turn = iter(range(1_000_000))
    found = interleaved(
        bench.runs(11, 3),
        {
            "list": lambda: bench.timed([*ours, "list"]),
            "show": lambda: bench.timed([*ours, "show", "5000"]),
            "add": lambda: bench.timed([*ours, "add", "Order spare disks due:tomorrow"]),
            "move": lambda: bench.timed([*ours, "move", "5000", _MOVED[next(turn) % 2]]),
        },
    )
    return [
        Row(f"{name}, 10,000 cards", ms(took), "Taskwarrior is not installed", "–", "≤ 1×", None)
        for name, took in found.items()
    ]


def _taskwarrior(bench: Bench, program: str) -> dict[str, str]:
    """Load the cards of the same board into Taskwarrior data of its own; return the environment that finds it."""
    folder = os.path.join(bench.folder, "taskwarrior")
    os.makedirs(os.path.join(folder, "data"), exist_ok=True)
    settings = os.path.join(folder, "taskrc")
    with open(settings, "w", encoding="utf-8") as file:
        file.write(f"data.location={folder}/data\nconfirmation=off\nhooks=off\n")
    env = {**bench.env, "TASKRC": settings, "TASKDATA": f"{folder}/data"}
    data = os.path.join(folder, "cards.json")
    with open(data, "w", encoding="utf-8") as file:
        file.write(taskwarrior_data(_CARDS))
    subprocess.run([program, "import", data], env=env, stdin=subprocess.DEVNULL, capture_output=True, check=True)
    return env
