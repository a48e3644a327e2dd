# One command a task; each does the set-up that it needs. `make help` lists them.
PYTHON ?= python3
BIN := .venv/bin
MINIMUM := 3, 11
SOURCES := archiver spiders pipelines tests

.DEFAULT_GOAL := help
.PHONY: help setup demo test check bench torture eval tools lock clean

help:  ## list the tasks
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

setup: .venv/installed  ## make .venv and install the locked packages

demo: .venv/installed  ## crawl the bundled portal and show what came out
	@$(BIN)/archiver demo

# Hundreds of processes start: each compiles the code anew where the environment forbids to keep what was.
test: .venv/installed-dev  ## run the tests
	env -u PYTHONDONTWRITEBYTECODE $(BIN)/pytest -n 2 tests

check: .venv/installed-dev  ## linters, types, layers, spelling
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/codespell

bench: .venv/installed-dev  ## measure speed and memory against peers and floors: takes half an hour
	$(BIN)/python -m tests.bench
	$(BIN)/python -m tests.bench.replay portal
	$(BIN)/python -m tests.bench.export $(if $(ARTICLES),--articles $(ARTICLES))
	$(BIN)/python -m tests.eval.speed
	$(BIN)/python -m tests.bench.archive

torture: .venv/installed-dev  ## kill crawls, fill disks, live through a year: takes an hour
	$(BIN)/python -m tests.torture

eval: .venv/installed-dev  ## measure how right and how fast pages are read
	$(BIN)/python -m tests.eval $(if $(PEERS),--peers $(PEERS))

tools: .venv/installed-dev  ## install what tests run beside us: pywb, and what loads snapshots
	@$(BIN)/python -m tests.tools

lock:  ## resolve the packages anew, with hashes (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--upgrade --extra export --extra build pyproject.toml -o requirements.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--upgrade --extra dev --extra export --extra build -c requirements.lock pyproject.toml -o requirements-dev.lock
	printf 'pywb\nsetuptools<81\n' | uv pip compile --universal --python-version 3.11 --generate-hashes \
		--no-header --no-annotate --upgrade - -o requirements-tools.lock
	printf 'datasets\nduckdb\nfrictionless[json,parquet]\nmlcroissant\npandas\npolars\npyarrow\nzstandard\n' | \
		uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--upgrade - -o requirements-researchers.lock

clean:  ## remove .venv and caches, keep data/
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis

.venv/bin/python:
	@command -v $(PYTHON) >/dev/null || \
		{ echo "make: '$(PYTHON)' was not found; install Python 3.11 or newer, or name one: make PYTHON=python3.12" >&2; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < ($(MINIMUM)))' || \
		{ echo "make: $(PYTHON) is $$($(PYTHON) -V); Python 3.11 or newer is needed: make PYTHON=python3.12" >&2; exit 2; }
	@$(PYTHON) -m venv .venv || \
		{ rm -rf .venv; echo "make: $(PYTHON) cannot make a virtual environment; on Debian install python3-venv" >&2; exit 2; }

.venv/installed: .venv/bin/python requirements.lock pyproject.toml
	@echo "setting up .venv …"
	@$(BIN)/python -m pip install -qq --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install -qq --no-deps --no-build-isolation --editable .
	@touch $@

.venv/installed-dev: .venv/installed requirements-dev.lock
	@$(BIN)/python -m pip install -qq --require-hashes -r requirements-dev.lock
	@touch $@
