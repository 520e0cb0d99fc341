# One command a wish. `make help` lists them.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
FRONT := $(shell find office tablet slides contract -type f -not -path '*/tests/*' 2>/dev/null) package-lock.json
PO := $(wildcard krug/*/locale/ru/LC_MESSAGES/*.po)
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export KRUG_HOME ?= $(CURDIR)/.krug

.PHONY: help demo serve test check bench format lock clean

help: ## List the commands
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

demo: $(VENV)/.run .cache/front .cache/messages ## Install, build, load the demo company, serve (CHECK=1: start, walk, end)
	@$(BIN)/krug demo run $(if $(CHECK),--check)

serve: $(VENV)/.run .cache/front .cache/messages ## Serve your own installation (state in KRUG_HOME)
	@$(BIN)/krug migrate
	@$(BIN)/krug serve

test: $(VENV)/.dev .cache/front .cache/messages ## Install what tests need and run everything, on SQLite and PostgreSQL
	@$(BIN)/python tests/run.py $(ARGS)

check: $(VENV)/.dev .cache/front .cache/messages ## Formatting, types, import directions, translations, docs, caps
	@$(BIN)/python tests/check.py

bench: $(VENV)/.dev .cache/front .cache/messages ## Measure every promise (QUICK=1: smaller data)
	@$(BIN)/krug bench $(if $(QUICK),--quick)

format: $(VENV)/.dev ## Format and mend what can be mended by itself
	@$(BIN)/ruff check --fix -q . ; $(BIN)/ruff format -q . ; npx --no-install biome check --write office tablet slides

lock: ## Lock the Python packages anew (needs uv)
	for f in run dev; do uv pip compile -q --universal --generate-hashes --python-version 3.11 --no-emit-index-url --no-header requirements/$$f.in -o requirements/$$f.txt; done

clean: ## Remove what was built and installed; KRUG_HOME stays
	rm -rf $(VENV) node_modules .cache krug/site/static/built

$(VENV)/bin/python:
	@echo "▸ Python environment"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Krug needs Python 3.11 or newer; set PYTHON=…")'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements/run.txt pyproject.toml | $(VENV)/bin/python
	@echo "▸ Python packages"
	@$(BIN)/python -m pip install -q --require-hashes -r requirements/run.txt
	@$(BIN)/python -m pip install -q --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.run
	@echo "▸ Python packages for tests"
	@$(BIN)/python -m pip install -q --require-hashes -r requirements/dev.txt
	@touch $@

node_modules/.ready: package-lock.json
	@echo "▸ Front-end packages (about a minute)"
	@node -e 'process.exit(+process.versions.node.split(".")[0] < 20 ? 1 : 0)' || { echo "Krug needs Node 20 or newer" >&2; exit 1; }
	@npm ci --silent
	@touch $@

.cache/front: node_modules/.ready $(FRONT) $(VENV)/.run
	@echo "▸ Front end"
	@npm run --silent build
	@$(BIN)/python -m whitenoise.compress -q krug/site/static/built
	@mkdir -p .cache && touch $@

.cache/messages: $(PO) $(VENV)/.run
	@$(BIN)/python -m krug.site.messages compile
	@mkdir -p .cache && touch $@
