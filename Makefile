# Everything a person types. `make help` explains; the work is in scripts/.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PORT ?= 8000
DEMO ?= 1
# Not from the environment: some shells keep the name of the machine there.
HOST = 127.0.0.1
PYTHON ?=
export PYTHON
VENV_PYTHON := .venv/bin/python

.PHONY: help run test coverage check format messages bench screens lock setup clean

help: ## Explain these commands
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /|/' | awk -F'|' '{printf "  make %-10s %s\n", $$1, $$2}'

run: export PORT := $(PORT)
run: export DEMO := $(DEMO)
run: export HOST := $(HOST)
run: ## Start the product (PORT=8000; DEMO=0 starts empty; HOST=0.0.0.0 opens it to the network); Ctrl-C ends it
	@scripts/run.sh

test: ## Run all tests: on SQLite, on PostgreSQL + Redis, in Chromium (RUNS="sqlite servers browser" chooses)
	@scripts/setup.sh dev
	@scripts/packages.sh test
	@$(VENV_PYTHON) -m scripts.run_tests $(RUNS)

coverage: ## Run the tests on SQLite and show what they leave untried, branches included
	@scripts/setup.sh dev
	@$(VENV_PYTHON) -m scripts.run_tests --coverage sqlite

check: ## Check format, types, layers, templates, dependencies, migrations, settings, messages, documents
	@scripts/setup.sh dev
	@scripts/packages.sh check
	@$(VENV_PYTHON) -m scripts.check

format: ## Put code and templates into their form
	@scripts/setup.sh dev
	@$(VENV_PYTHON) -m scripts.format

messages: ## Bring the message catalogues up to date with the code, and compile them
	@scripts/setup.sh dev
	@scripts/packages.sh check
	@$(VENV_PYTHON) -m scripts.messages

bench: ## Measure
	@scripts/setup.sh dev
	@$(VENV_PYTHON) -m bench

screens: ## Take the pictures of docs/screens/ and of the guides anew
	@scripts/setup.sh dev
	@scripts/packages.sh test
	@$(VENV_PYTHON) -m scripts.screens
	@$(VENV_PYTHON) -m scripts.help_pictures

lock: ## Compile requirements*.in into pinned requirements*.txt (versions stay unless UPGRADE=1)
	@scripts/setup.sh dev
	@$(VENV_PYTHON) -m scripts.lock $(if $(UPGRADE),--upgrade)

setup: ## Make .venv with everything a developer needs
	@scripts/setup.sh dev

clean: ## Remove what can be made again (never var/: that is the data)
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis build
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
