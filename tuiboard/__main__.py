"""Runs the command line: `python -m tuiboard`."""

from tuiboard.cli.main import entry

if __name__ == "__main__":
    entry()
