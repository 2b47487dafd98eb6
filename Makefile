# Everything a newcomer needs, in two commands; README.md has the same in plain pip and python.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
EXAMPLES ?= 100000
KILLS ?= 2000
MINUTES ?= 30
RATE ?= 200

.PHONY: demo test fuzz crash soak check bench labextension widget clean

demo: $(BIN)/.demo  ## Run the quickstart notebook in a real kernel, its outputs shown here
	$(BIN)/python notebooks/show.py notebooks/01-quickstart.ipynb

test: $(BIN)/.dev  ## Run all tests: real kernels, real servers, a real browser
	$(BIN)/python -m pytest

fuzz: $(BIN)/.dev  ## Try random texts, templates and flows, EXAMPLES of each kind
	WAVETANK_EXAMPLES=$(EXAMPLES) $(BIN)/python -m pytest -m hypothesis --timeout 0 tests/pebble tests/dialect tests/core

crash: $(BIN)/.dev  ## Kill an engine KILLS times while events come in, and look for what was lost or made twice
	WAVETANK_KILLS=$(KILLS) $(BIN)/python -m pytest -rA tests/durability/test_kills.py

soak: $(BIN)/.dev  ## MINUTES at RATE events a second: memory and latency at the end as at the beginning?
	$(BIN)/python benchmarks/soak.py --minutes $(MINUTES) --rate $(RATE)

bench: $(BIN)/.dev  ## Measure every workload beside its floor: a quarter of an hour on a machine that does nothing else
	$(BIN)/python -m pip install --quiet --editable '.[uvloop]'
	$(BIN)/python benchmarks/every.py

check: $(BIN)/.dev  ## Formatting, lint, types, floors
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

labextension: $(BIN)/.dev  ## Build the JupyterLab extension anew after a change to its sources (needs Node)
	$(BIN)/python -m pip install --quiet 'jupyter-builder>=1.2,<2'
	cd labextension && npm ci && PATH="$(abspath $(BIN)):$$PATH" npm run build:prod

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip

$(BIN)/.demo: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable '.[lab,kafka]'
	touch $@

$(BIN)/.dev: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	touch $@

widget:  ## Build the module of the widgets anew after a change to its sources (needs Node)
	cd widget && npm ci && npm run build

clean:
	rm -rf $(VENV) dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
