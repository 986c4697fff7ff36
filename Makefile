# Everything one does with this project is a target here; `make` alone lists them.
PYTHON ?= python3
VENV   := .venv
PY     := $(VENV)/bin/python
PIP    := $(PY) -m pip install --quiet --disable-pip-version-check
UV     := 0.13.9
LOCK   := $(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
          --no-emit-index-url --no-emit-find-links --custom-compile-command "make requirements"

.DEFAULT_GOAL := help
.PHONY: help run test lint bench docs requirements clean

help: ## list the commands
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' $(MAKEFILE_LIST)

run: $(VENV)/run.stamp ## serve the dashboard on http://127.0.0.1:8050
	@$(PY) app.py

test: $(VENV)/dev.stamp ## run every test; the browser tests too where Chromium is found or can be installed
	@$(PY) -m tests.browser.chromium
	@$(PY) -m pytest --numprocesses auto --maxprocesses 4 --dist worksteal

lint: $(VENV)/dev.stamp ## check style and complexity
	@$(VENV)/bin/ruff check .

bench: $(VENV)/dev.stamp ## measure, as ratios within one run; writes build/benchmarks.md
	@$(PY) -m tests.browser.chromium
	@$(PY) -m tests.bench

docs: $(VENV)/dev.stamp ## write the generated parts of README.md and docs/ anew
	@$(PY) -m docs.generate

requirements: $(PY) ## pin the dependencies of pyproject.toml into requirements*.txt
	@$(PIP) uv==$(UV)
	@$(LOCK) pyproject.toml --output-file requirements.txt
	@$(LOCK) pyproject.toml --extra dev --extra postgres --extra sso --constraint requirements.txt --output-file requirements-dev.txt

clean: ## remove what the other commands made, but never the data in ./var
	@rm -rf $(VENV) build .pytest_cache .ruff_cache .hypothesis tests/browser/shots

$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo 'Python 3.11 or newer is needed; name one with: make $(MAKECMDGOALS) PYTHON=python3.12' >&2; exit 2; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	  echo 'Python cannot make a virtual environment here. On Debian and Ubuntu: apt install python3-venv' >&2; exit 2; }

$(VENV)/run.stamp: requirements.txt | $(PY)
	@echo 'Installing the libraries into $(VENV) (only when requirements.txt has changed)'
	@$(PIP) -r requirements.txt
	@touch $@

$(VENV)/dev.stamp: requirements-dev.txt | $(PY)
	@echo 'Installing the libraries and test tools into $(VENV) (only when requirements-dev.txt has changed)'
	@$(PIP) -r requirements-dev.txt
	@touch $@
