# Two commands do everything: `make demo` (an inventory with its report) and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
FONTS := fonts-noto-cjk fonts-noto-core fonts-hosny-amiri

.PHONY: demo test setup setup-system lint types docs bench lock lock-check clean

$(VENV)/.installed: requirements.lock requirements-dev.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps -e .
	touch $@

setup: $(VENV)/.installed setup-system

# Fonts for Chinese and Arabic documents; skipped where they are there or where apt-get is not.
setup-system:
	@if [ -e /usr/share/fonts/opentype/noto ] && [ -e /usr/share/fonts/truetype/noto ] && [ -e /usr/share/fonts/opentype/fonts-hosny-amiri ]; then :; \
	elif command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
	  apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $(FONTS); \
	else echo "Chinese and Arabic documents need fonts: sudo apt-get install $(FONTS)"; fi

test: setup
	$(BIN)/python -m pytest -q
