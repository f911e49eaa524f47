# Two commands for a newcomer: make demo, make test. They do all the set-up.

VENV ?= .venv
BIN = $(VENV)/bin
DEMO_HOME ?= demo-home
SIZE ?= small
PORT ?= 8000
# One more than the two cores: tests wait for browsers, servers and disks.
WORKERS ?= 3

.PHONY: help demo test test-all check bench attack compat docs format clean

help: ## what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

demo: ## everything, end to end, on synthetic children (ONCE=1: check it and stop)
	@VENV=$(VENV) scripts/prepare pdf
	@VENV=$(VENV) scripts/pango --if-root
	@$(BIN)/folkekommune demo --home $(DEMO_HOME) --size $(SIZE) --port $(PORT) $(if $(ONCE),--once)

test: ## the tests, with what they need (a quarter of an hour on two cores)
	@VENV=$(VENV) scripts/prepare dev
	@scripts/browser
	@scripts/postgres
	@scripts/nginx
	@VENV=$(VENV) scripts/pango
	@$(MAKE) --no-print-directory quick-check
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup --no-loadscope-reorder -m "not thorough"

test-all: ## the thorough tests too
	@VENV=$(VENV) scripts/prepare dev,spark
	@scripts/browser
	@scripts/postgres
	@scripts/nginx
	@VENV=$(VENV) scripts/pango
	@scripts/java
	@$(MAKE) --no-print-directory quick-check
	@FOLKEKOMMUNE_OUTPUTS=400 $(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup --no-loadscope-reorder

check: ## format, lint, types, import rules, unit and spec tests: under two minutes
	@VENV=$(VENV) scripts/prepare dev
	@VENV=$(VENV) scripts/pango
	@$(MAKE) --no-print-directory quick-check
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup --no-loadscope-reorder -q -m "not slow and not browser and not thorough" tests/unit tests/spec tests/architecture

.PHONY: quick-check
quick-check:
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

bench: ## measurements, as ratios against named peers
	@VENV=$(VENV) scripts/prepare dev
	@$(BIN)/folkekommune bench

attack: ## adversaries against the disclosure gate, and their page in the manual
	@VENV=$(VENV) scripts/prepare dev
	@$(BIN)/folkekommune attack --write-page docs/disclosure

compat: ## run a folder of scripts on invented databanks: SCRIPTS=dir (METADATA=file.toml)
	@VENV=$(VENV) scripts/prepare
	@$(BIN)/folkekommune compat $(SCRIPTS) $(if $(METADATA),--metadata $(METADATA)) $(if $(PERSONS),--persons $(PERSONS))

.PHONY: pictures
pictures: ## take the manual's pictures of every page, light and dark, in the demonstration
	@VENV=$(VENV) scripts/prepare dev
	@scripts/browser
	@$(BIN)/folkekommune demo --home $(DEMO_HOME) --size $(SIZE) --port $(PORT) --once
	@$(BIN)/python scripts/pictures.py --home $(DEMO_HOME)

docs: ## write the generated documents anew
	@$(BIN)/python scripts/compatibility.py
	@$(BIN)/python scripts/language_manual.py
	@$(BIN)/python scripts/recommendations.py
	@$(BIN)/python scripts/user_tasks.py
	@$(BIN)/python scripts/pictures.py

format: ## put the code in form
	@$(BIN)/ruff format --quiet .
	@$(BIN)/ruff check --fix --quiet .

clean: ## remove what was made
	rm -rf $(VENV) $(DEMO_HOME) .tools folkekommune/web/static/dist frontend/node_modules
