"""Many processes on one board, and many of them killed: is anything lost, and was it one history?

make soak      make soak ARGS="--kills 5000 --seconds 0"      make soak ARGS="--seed 4711"
"""

import argparse
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.soak.crew import Crew, Place, killing, make_place, steady
from tests.soak.verdict import Verdict, judge

_KILLS_A_BOARD = 50
_SHOWN = 20
"""Problems shown: after the first, most follow from it."""


def main(argv: Sequence[str]) -> int:
    """Soak as asked for and print what was found; 1 where anything is not as promised, and the files are kept."""
    parser = argparse.ArgumentParser(prog="make soak", description="Kills processes that write to one board.")
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000), help="of all chance (default: any)")
    parser.add_argument("--kills", type=int, default=1_000, help="how many processes are killed (default: 1,000)")
    parser.add_argument("--killed-writers", type=int, default=4, metavar="N", help="processes that write meanwhile")
    parser.add_argument("--killed-readers", type=int, default=2, metavar="N", help="processes that read meanwhile")
    parser.add_argument("--seconds", type=float, default=30, help="how long nobody is killed (default: 30)")
    parser.add_argument("--writers", type=int, default=8, metavar="N", help="processes that write meanwhile")
    parser.add_argument("--readers", type=int, default=8, metavar="N", help="processes that read meanwhile")
    options = parser.parse_args(argv)
    folder = Path(tempfile.mkdtemp(prefix="tuiboard-soak-"))
    print(f"seed {options.seed}", flush=True)
    try:
        problems = soak(folder, options)
    except KeyboardInterrupt:
        print(f"Stopped. The files are in {folder}.")
        return 130
    except BaseException:
        print(f"The files are in {folder}.", flush=True)
        raise
    if problems:
        for problem in problems[:_SHOWN]:
            print(f"  {problem}")
        print(f"{len(problems)} problems with seed {options.seed}. The files are in {folder}.")
        return 1
    shutil.rmtree(folder)
    return 0


def soak(folder: Path, options: argparse.Namespace) -> list[str]:
    """Do the two parts and print the figures of each; return all problems."""
    problems: list[str] = []
    if options.seconds:
        place = make_place(folder / "steady")
        crew = steady(place, f"{options.seed}", options.writers, options.readers, options.seconds)
        found = judged(place, crew)
        print(f"{options.writers} writers and {options.readers} readers for {options.seconds:g} s")
        print_figures(found, options.seconds)
        problems += found.problems
    if options.kills:
        total, began, boards = Verdict(), time.monotonic(), 0
        while total.kills < options.kills and not total.problems:
            boards += 1
            total = total.plus(killed(folder / f"board{boards}", f"{options.seed}-{boards}", options, total.kills))
        seconds = time.monotonic() - began
        print(f"{options.killed_writers} writers and {options.killed_readers} readers, killed and replaced")
        print(f"  {'kill trials':36}{total.kills:>10,}  on {boards} new boards, {seconds:.0f} s")
        print_figures(total, None)
        problems += total.problems
    return problems


def killed(folder: Path, seed: str, options: argparse.Namespace, done: int) -> Verdict:
    """Soak one board with kills; its folder stays only where something is wrong."""
    place = make_place(folder)
    kills = min(_KILLS_A_BOARD, options.kills - done)
    found = judged(place, killing(place, seed, options.killed_writers, options.killed_readers, kills))
    if not found.problems:
        shutil.rmtree(folder)
    return found._replace(problems=tuple(f"{folder.name}: {problem}" for problem in found.problems))


def judged(place: Place, crew: Crew) -> Verdict:
    """Judge what a crew left."""
    if not place.journal.exists():
        return Verdict(crew.kills, problems=(*crew.problems, "nobody wrote anything"))
    return judge(place, crew.kills, crew.problems)


def print_figures(found: Verdict, seconds: float | None) -> None:
    """Print what was found, a line each."""
    rows = [
        ("acknowledged entries", f"{found.acknowledged:,}"),
        ("acknowledged entries lost", f"{found.lost:,}"),
        ("reads, each of one state in order", f"{found.reads:,}"),
        ("refused, and not recorded", f"{found.failed:,}"),
        ("unknown outcomes", f"{found.recorded + found.vanished:,}"),
        ("  of them recorded whole", f"{found.recorded:,}"),
        ("  of them not there at all", f"{found.vanished:,}"),
        ("half-written lines that were sealed", f"{found.torn:,}"),
        ("longest wait for the lock", f"{found.wait * 1000:,.0f} ms"),
    ]
    if seconds:
        rows.insert(1, ("commits a second", f"{found.acknowledged / seconds:,.0f}"))
    for name, figure in rows:
        print(f"  {name:36}{figure:>10}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
