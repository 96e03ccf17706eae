# Three commands: `make demo` sets up and writes the demo, `make serve` opens its pages, `make test` runs the tests.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
FONTS := fonts-noto-cjk fonts-noto-core fonts-hosny-amiri
PIP := $(BIN)/python -m pip install -q --disable-pip-version-check
LANGUAGE_OF_DEMO ?= en

.PHONY: demo serve test test-all setup setup-system lint types fuzz docs bench reference labels lock lock-check clean

# What a user needs: the pinned run-time packages and the program.
$(VENV)/.run: requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) --require-hashes -r requirements.lock
	$(PIP) --no-deps -e .
	touch $@

# What a developer needs on top: tests, lint, types, docs.
$(VENV)/.dev: requirements-dev.lock $(VENV)/.run
	$(PIP) --require-hashes -r requirements-dev.lock
	touch $@

setup: $(VENV)/.dev setup-system

# Fonts for Chinese and Arabic documents; skipped where they are there or where apt-get cannot be used.
setup-system:
	@if [ -e /usr/share/fonts/opentype/noto ] && [ -e /usr/share/fonts/truetype/noto ] && [ -e /usr/share/fonts/opentype/fonts-hosny-amiri ]; then :; \
	elif command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
	  apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $(FONTS); \
	else echo "Chinese and Arabic documents need fonts: sudo apt-get install $(FONTS)"; fi

# The teaching example with its national report, the register of 2007-2008, the gap board, and the progress report in
# English and Chinese, in out/example and out/demo. LANGUAGE_OF_DEMO adds a language.
demo: $(VENV)/.run setup-system
	$(BIN)/quicksilver demo --force --language $(LANGUAGE_OF_DEMO)

# The pages of the demo's register, at http://127.0.0.1:8000/ until Ctrl-C.
serve: $(VENV)/.run
	@test -f out/demo/register/register.sqlite3 || $(MAKE) demo
	$(BIN)/quicksilver serve --demo

test: setup
	$(BIN)/python -m pytest -q -n auto --dist loadfile -m "not slow"

# With those that take longer: PostgreSQL, browsers, office suites, large registers.
test-all: test
	$(BIN)/python -m pytest -q -n auto --dist loadfile -m slow

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/python tools/labels.py --check
	$(BIN)/python tools/plain_words.py
	$(BIN)/python tools/plain_names.py
	$(BIN)/python tools/untranslated.py --check

types: $(VENV)/.dev
	$(BIN)/mypy

# Broken files for every reader, at most 6 minutes; SEED makes it others.
SEED ?= 14
fuzz: $(VENV)/.dev
	$(BIN)/python tools/fuzz.py --seed $(SEED)

# Pages and pictures that the program writes about itself must be up to date, and the site must build without a warning.
docs: $(VENV)/.dev
	$(BIN)/python tools/reference_pages.py --check
	$(BIN)/python tools/area_board.py --check
	$(BIN)/python tools/architecture.py --check
	$(BIN)/mkdocs build --strict -q

reference: $(VENV)/.dev
	$(BIN)/python tools/reference_pages.py
	$(BIN)/python tools/area_board.py
	$(BIN)/python tools/architecture.py

# Message files of the pages, from the tables that translators work in.
labels: $(VENV)/.dev
	$(BIN)/python tools/labels.py

bench: $(VENV)/.dev
	$(BIN)/python benchmarks
	$(BIN)/python benchmarks/cycle.py
	$(BIN)/python benchmarks/scenarios.py
	$(BIN)/python benchmarks/register.py
	$(BIN)/python benchmarks/decisions.py
	$(BIN)/python benchmarks/reading.py

LOCK := uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --no-annotate --python-version 3.11 pyproject.toml --extra cluster

# Needs uv (a package of its own): resolve again from the bounds in pyproject.toml.
lock:
	$(LOCK) -U -o requirements.lock
	$(LOCK) -U --group dev -o requirements-dev.lock

# The lock files must be what resolving with them as preference gives: nothing missing, nothing left over.
lock-check: $(VENV)/.dev
	$(BIN)/python tools/check_lock.py

clean:
	rm -rf $(VENV) out site .mypy_cache .ruff_cache .hypothesis
