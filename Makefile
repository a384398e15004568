# make run   opens the coach;  make test   runs the whole suite;  make check   lint, types, contracts
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed

.PHONY: run test snapshots check format clean

run: $(STAMP)
	@$(BIN)/coach

test: $(STAMP)
	@$(BIN)/python -m pytest

# draws the pictures of the screens anew; look at each that changed before you commit it
snapshots: $(STAMP)
	@$(BIN)/python -m pytest tests/tui/test_snapshots.py --snapshot-update

check: $(STAMP)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/coach check


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
	rm -rf $(VENV) dist build
