# Every target makes its own .venv first; nothing but Python (3.11 or newer) and pip is needed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: install check demo test coverage lint format bench soak requirements clean
.DEFAULT_GOAL := install

$(VENV)/installed: requirements.txt requirements-dev.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

install: $(VENV)/installed

# The text goes through the environment, so that quotes and dollar signs in it stay what they are.
check: export CROSSCHECK_TEXT = $(value TEXT)
check: $(VENV)/installed
	@test -n "$$CROSSCHECK_TEXT" || { echo 'Give a message: make check TEXT="How many ...?"' >&2; exit 2; }
	@$(BIN)/crosscheck check -- "$$CROSSCHECK_TEXT"

# What the demo needs on top, a simulated Discord, is installed by the first `make demo` only.
$(VENV)/demo-installed: $(VENV)/installed requirements-demo.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-demo.txt
	@touch $@

# `make demo ONCE=1` ends after the conversation in the terminal; PORT=8765 chooses the page's port.
demo: $(VENV)/demo-installed
	@exec $(BIN)/python -m bot demo $(if $(ONCE),--once) $(if $(PORT),--port $(PORT))

# A worker for each processor; `make test WORKERS=0` runs all in one process. Compiled modules are kept: every
# worker, and every command line that a test starts, would compile them again.
WORKERS ?= auto
PYTEST := env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal
test: $(VENV)/installed
	$(PYTEST)

coverage: $(VENV)/installed
	$(PYTEST) --cov

lint: $(VENV)/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/installed
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# The longer campaigns: fifty times the examples of the property tests, 400 kills, a thousand messages at once.
soak: export CROSSCHECK_SOAK = 1
soak: $(VENV)/installed
	$(PYTEST) tests -m "soak or hypothesis"

bench: $(VENV)/installed
	$(BIN)/python -m bench.check

requirements: $(VENV)/installed
	$(BIN)/python -m pip install --quiet pip-tools
	$(BIN)/pip-compile --quiet --no-header --no-emit-index-url --no-emit-find-links --strip-extras --upgrade --output-file requirements.txt pyproject.toml
	$(BIN)/pip-compile --quiet --no-header --no-emit-index-url --no-emit-find-links --strip-extras --upgrade --extra dev --output-file requirements-dev.txt pyproject.toml
	$(BIN)/pip-compile --quiet --no-header --no-emit-index-url --no-emit-find-links --strip-extras --extra demo --constraint requirements-dev.txt --output-file requirements-demo.txt pyproject.toml

clean:
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache
