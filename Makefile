# The two commands of the README: `make demo` and `make test`. Each sets up what it needs.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# pytest runs one worker per core; each brings its own SQLite files, servers and database
WORKERS ?= auto

.PHONY: demo test lint types imports pytest fuzz bench mailcheck docs lock clean

demo: .venv/run.stamp
	$(BIN)/goodterms demo

test: .venv/dev.stamp lint types imports pytest

lint: .venv/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/dev.stamp
	$(BIN)/mypy

imports: .venv/dev.stamp
	$(BIN)/lint-imports --no-logo

pytest: .venv/dev.stamp
	$(BIN)/python -m pytest -q -n $(WORKERS) --dist worksteal

# The readers of every kind of file, each with thousands of spoilt ones: about half an hour.
fuzz: .venv/dev.stamp
	GOODTERMS_FUZZ=50 $(BIN)/python -m pytest -q tests/acceptance/test_fuzzed*.py tests/sync/test_hostile_runs.py

bench: .venv/dev.stamp
	$(BIN)/python -m bench

# The shipped letters before spam rules, mail readers and your own eyes. Needs Debian's packages
# spamassassin and chromium, and Node with npm.
mailcheck: .venv/dev.stamp
	npm ci --prefix bench/mailcheck --silent --no-audit --no-fund
	$(BIN)/python -m bench.mailcheck

# The parts of the pages that follow from the code; a test fails when they are stale.
docs: .venv/run.stamp
	$(BIN)/python -m docs.generate

# Needs uv; the lock files name packages, versions and hashes, and no registry.
lock:
	uv pip compile pyproject.toml --group build --universal --python-version 3.11 --generate-hashes --no-header --quiet --output-file requirements.lock
	uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-header --quiet --constraint requirements.lock --output-file requirements-dev.lock

.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit("Goodterms needs Python 3.11 or newer: run make with PYTHON=python3.12, say.") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv .venv

.venv/run.stamp: requirements.lock pyproject.toml | .venv/bin/python
	$(PIP) install --require-hashes -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev.stamp: requirements-dev.lock .venv/run.stamp
	$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

clean:
	rm -rf .venv demo
