# make run        opens the coach
# make quick      what to run while working: no terminal, no screens, nothing slow
# make test       the whole suite
# make coverage   the whole suite, and how much of the program it runs
# make snapshots  draws the pictures of the screens anew; look at each that changed
# make check      lint, types, contracts, packs
# make site       the docs as a site in site/; a link or a page that leads nowhere is an error
PYTHON ?= python3
VENV   := .venv
ifeq ($(OS),Windows_NT)
BIN    := $(VENV)/Scripts
else
BIN    := $(VENV)/bin
endif
STAMP  := $(VENV)/.installed
# two more than there are processors: a test waits for its screen or its server a third of its time
JOBS   ?= $(shell $(PYTHON) -c 'import os; print((os.cpu_count() or 1) + 2)')
# nobody watches the screens of the tests: five frames a second are drawn and not sixty; the many
# programs that they start read what was compiled, also where the environment would not keep it
PYTEST := PYTHONDONTWRITEBYTECODE= TEXTUAL_FPS=5 $(BIN)/python -m pytest --numprocesses $(JOBS) --dist loadgroup

.PHONY: run quick test coverage snapshots check site format clean

run: $(STAMP)
	@$(BIN)/coach

quick: $(STAMP)
	@HYPOTHESIS_PROFILE=quick $(PYTEST) -m "not e2e and not tui and not slow"

test: $(STAMP)
	@$(PYTEST)

coverage: $(STAMP)
	@$(PYTEST) --cov --cov-report=
	@$(BIN)/coverage report --omit='coach/tui/*' --skip-covered --sort=cover
	@$(BIN)/coverage report --include='coach/tui/*' --skip-covered --sort=cover
	@echo "branch coverage outside coach/tui: $$($(BIN)/coverage report --omit='coach/tui/*' --format=total)%"
	@echo "branch coverage inside coach/tui:  $$($(BIN)/coverage report --include='coach/tui/*' --format=total)%"

snapshots: $(STAMP)
	@$(BIN)/python -m pytest tests/tui/test_snapshots.py --snapshot-update

check: $(STAMP)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/coach check

site: $(STAMP)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[docs]'
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

format: $(STAMP)
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

$(STAMP): pyproject.toml constraints.txt
	@command -v $(PYTHON) >/dev/null 2>&1 || { echo "coach needs Python 3.11 or newer: install python3 (Debian: apt install python3 python3-venv)."; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "coach needs Python 3.11 or newer; $$($(PYTHON) --version) was found. Install a newer one and run: make PYTHON=python3.12 run"; exit 2; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "coach needs Python's venv module: install it (Debian: apt install python3-venv)."; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

clean:
	rm -rf $(VENV) dist build site .coverage snapshot_report.html
