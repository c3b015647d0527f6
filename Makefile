# Needs Python 3.11 or newer and make, nothing else. Another Python: make PYTHON=python3.12 …
PYTHON ?= python3
PY := .venv/bin/python
LOCK := uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header --quiet

.DEFAULT_GOAL := help
.PHONY: help demo night test lint bench lock messages screens clean environment environment-dev

help: ## Show what can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

demo: environment ## Start everything here and print where to go (Ctrl-C stops it)
	@$(PY) -m backup_dispatch.demo

night: environment ## Play one night through the real interfaces and check every step
	@$(PY) -m backup_dispatch.night

test: lint ## Check everything: lint, then all tests
	@$(PY) -m pytest -n 2 --dist loadfile

lint: environment-dev ## Check style, types, imports, migrations and settings
	@$(PY) scripts/lint.py

bench: environment ## Measure how long press, busy and yes take (others: manage.py bench --help)
	@$(PY) manage.py bench latency

lock: ## Renew the locked requirements from pyproject.toml (needs uv)
	$(LOCK) --upgrade -o requirements.txt
	$(LOCK) --upgrade --group dev --constraint requirements.txt -o requirements-dev.txt

messages: environment-dev ## Collect and compile the translations (needs gettext)
	@$(PY) scripts/messages.py

screens: environment-dev ## Renew the pictures of the documents (needs Chromium); FOLDER=…: every page, in every size
	@$(PY) scripts/screens.py $(FOLDER)

clean: ## Delete the demo's data, the environment and everything that tools left
	@test ! -x $(PY) || $(PY) -m backup_dispatch.demo --erase
	rm -rf .demo .venv staticfiles .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

environment:
	@$(PYTHON) scripts/environment.py requirements.txt

environment-dev:
	@$(PYTHON) scripts/environment.py requirements-dev.txt
