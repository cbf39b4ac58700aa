# Every target makes its own .venv first; nothing but Python (3.11 or newer) and pip is needed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: install check demo test lint format bench soak requirements clean
.DEFAULT_GOAL := install

$(VENV)/installed: requirements.txt requirements-dev.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

install: $(VENV)/installed

# The text goes through the environment, so that quotes and dollar signs in it stay what they are.
check: export CROSSCHECK_TEXT = $(value TEXT)
check: $(VENV)/installed
	@test -n "$$CROSSCHECK_TEXT" || { echo 'Give a message: make check TEXT="How many ...?"' >&2; exit 2; }
	@$(BIN)/crosscheck check -- "$$CROSSCHECK_TEXT"

# What the demo needs on top, a simulated Discord, is installed by the first `make demo` only.
$(VENV)/demo-installed: $(VENV)/installed requirements-demo.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-demo.txt
	@touch $@

# `make demo ONCE=1` ends after the conversation in the terminal; PORT=8765 chooses the page's port.
demo: $(VENV)/demo-installed
	@exec $(BIN)/python -m bot demo $(if $(ONCE),--once) $(if $(PORT),--port $(PORT))

test: $(VENV)/installed
	$(BIN)/python -m pytest

lint: $(VENV)/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/installed
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# The property tests again, with fifty times the examples, and 400 kills in place of 40.
soak: export CROSSCHECK_SOAK = 1
soak: $(VENV)/installed
	$(BIN)/python -m pytest tests -k "any or hostile or escape or shorten or idempotent or killed"

bench: $(VENV)/installed
	$(BIN)/python -m bench.check

# Pins for every platform and Python, with the hashes of all their files.
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header

requirements: $(VENV)/installed
	$(BIN)/python -m pip install --quiet uv
	$(COMPILE) --upgrade --output-file requirements.txt pyproject.toml
	$(COMPILE) --upgrade --extra dev --output-file requirements-dev.txt pyproject.toml
	$(COMPILE) --extra demo --constraint requirements-dev.txt --output-file requirements-demo.txt pyproject.toml

clean:
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache
