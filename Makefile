# On a new machine with Python 3.11 or newer and make, every target sets up .venv first; the second time that is instant.
#   make demo        make test ARGS="-k filter -x"        make test PYTHON=python3.12 VENV=.venv-3.12

SHELL := /bin/sh
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# Some tests wait for a program or a lock: two workers for each of the two cores that the suite is measured on.
WORKERS ?= 4
ARGS ?=

# The first interpreter that really starts and is new enough (a version manager's shim may exist and not start).
PYTHON ?= $(shell for python in python3.11 python3.12 python3.13 python3.14 python3 python; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$python" && break; done)

.DEFAULT_GOAL := help
.PHONY: help demo test lint format bench soak picture lock clean

help:
	@echo "make demo      open the demo board"
	@echo "make test      run all tests (ARGS=... goes to pytest)"
	@echo "make lint      ruff, mypy, import-linter"
	@echo "make format    let ruff put the code in shape"
	@echo "make bench     measure speed and size (ARGS=... goes to benchmarks/run.py)"
	@echo "make soak      kill writers by the thousand and check that nothing is lost (ARGS=... goes to tests/soak/run.py)"
	@echo "make picture   draw README's picture anew"
	@echo "make lock      pin the newest dependencies in requirements.lock"
	@echo "make clean     remove .venv and everything that was made"

demo: $(READY)
	@$(BIN)/tuiboard demo

# worksteal leaves the tests of a file together, for what their modules set up once.
test: $(READY)
	@# The first time, once for all: else each worker compiles program and tests for itself.
	@test -d tests/__pycache__ || PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest --collect-only -q >/dev/null
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(READY)
	$(BIN)/python benchmarks/run.py $(ARGS)

soak: $(READY)
	$(BIN)/python -m tests.soak.run $(ARGS)

picture: $(READY)
	$(BIN)/python docs/make_picture.py

$(READY): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "tuiboard needs Python 3.11 or newer, and none was found. Install it, or name it: make PYTHON=/path/to/python3" >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "tuiboard needs Python 3.11 or newer; $(PYTHON) is not. Name another: make PYTHON=/path/to/python3" >&2; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) cannot make virtual environments (venv or ensurepip is missing). On Debian or Ubuntu: apt install python3-venv" >&2; exit 1; }
	@"$(BIN)/python" -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { echo "Making $(VENV) with $(PYTHON)"; "$(PYTHON)" -m venv --clear "$(VENV)"; }
	@echo "Installing the dependencies of requirements.lock into $(VENV)"
	@"$(BIN)/python" -m pip --disable-pip-version-check --no-input install -q --require-hashes -r requirements.lock
	@"$(BIN)/python" -m pip --disable-pip-version-check --no-input install -q --no-deps --no-build-isolation --editable .
	@touch "$@"

# The hashes come from the configured package index; its address, the machine and its folders stay out of the file.
lock:
	@test -n "$(PYTHON)" || { echo "tuiboard needs Python 3.11 or newer, and none was found." >&2; exit 1; }
	@test -x .venv-lock/bin/pip-compile || { "$(PYTHON)" -m venv .venv-lock && .venv-lock/bin/python -m pip install -q --disable-pip-version-check pip-tools; }
	CUSTOM_COMPILE_COMMAND="make lock" .venv-lock/bin/pip-compile -q --upgrade --generate-hashes --allow-unsafe --strip-extras \
		--extra dev --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options \
		--output-file requirements.lock pyproject.toml

clean:
	rm -rf "$(VENV)" .venv-lock build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
