# Two commands a newcomer needs: `make demo` and `make test`. Everything else is for those who work on the project.
SHELL := /bin/bash
.DEFAULT_GOAL := help

UV := $(shell command -v uv 2>/dev/null || echo .uv/bin/uv)
RUN := $(UV) run --no-sync
DEMO ?= demo
# The tests that mostly wait for browsers
BROWSERS := tests/e2e/test_har.py tests/e2e/test_record.py
# The tests that take about half of the time of all others
LAW := tests/governance tests/commands tests/disclosure tests/gate tests/sealing tests/reports

help: ## show the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

.uv/bin/uv:
	@echo "uv is missing: installing it into .uv with pip"
	python3 -m pip install --quiet --disable-pip-version-check --target .uv uv

venv: $(UV) ## install the locked dependencies
	@$(UV) sync --frozen --all-extras --quiet --compile-bytecode

demo: $(UV) ## set up, analyse a real recording and a simulated week, write a report
	@$(UV) sync --frozen --no-dev --inexact --quiet --compile-bytecode
	@$(UV) run --no-sync fairwatch demo --out $(DEMO)

packages: ## install the Debian packages that the tests need (as root or through sudo)
	@bash tests/packages.sh squid chromium fonts-noto-cjk openjdk-17-jre-headless postgresql

lint: venv ## ruff and strict type check
	$(RUN) ruff check
	$(RUN) ruff format --check
	$(RUN) mypy

test: packages lint ## lint, unit, property and end-to-end tests, in two halves side by side and browsers beside them
	@$(MAKE) --no-print-directory --jobs 3 --output-sync=target test-browsers test-law test-line

test-browsers:
	$(RUN) pytest $(BROWSERS)

test-law:
	$(RUN) pytest $(LAW)

test-line:
	$(RUN) pytest tests $(addprefix --ignore=,$(LAW) $(BROWSERS))

bench: venv ## speed side by side with peers, accuracy against the truth: one JSON line per figure
	@bash tests/packages.sh goaccess postgresql chromium fonts-noto-cjk
	$(RUN) python -m bench

record: venv packages ## make a new recording with a real Squid and a real Chromium
	$(RUN) python samples/record.py

clean: ## remove what the targets made
	rm -rf $(DEMO) .venv .uv .mypy_cache .pytest_cache .ruff_cache .hypothesis

.PHONY: help venv demo packages lint test test-browsers test-law test-line bench record clean
