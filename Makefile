# The two commands a newcomer needs: `make demo` and `make test`. Both set up what they need.
PYTHON ?= python3.11
BIN := .venv/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)
# A log line of a library must not look like an error of ours.
export TF_CPP_MIN_LOG_LEVEL ?= 3

.PHONY: setup demo test proof wheel durations lint bench verify-real release schema docs lock clean

setup: .venv/ready

.venv/ready: requirements.lock pyproject.toml scripts/setup.sh
	sh scripts/setup.sh "$(PYTHON)"
	touch $@

demo: setup
	examiner demo

# Modules go to workers whole, the longest first (tests/suite.py).
WORKERS ?= 2
test: setup
	pytest -q -n $(WORKERS) --dist loadscope --no-loadscope-reorder --durations=15

# What `make test` only samples, whole; writes proofs.json. With CHANGED=--changed only what has changed.
proof: setup
	python -m tests.proofs $(CHANGED)

# The seconds of every test, for tests/test_durations.py and for sharing out the work.
durations: setup
	pytest -q -n $(WORKERS) --dist loadscope --no-loadscope-reorder --record-durations tests/durations.json

# The wheel, installed alone in an empty environment and used there; takes the network.
wheel: setup
	python -m tests.proofs wheel

lint: setup
	pre-commit run --all-files

bench: setup
	python -m benchmarks.batch

# Where copies of the real data lie; empty: fetch them from their publishers.
DATA ?= ../shared/data
verify-real: setup
	examiner data verify $(if $(wildcard $(DATA)),--from "$(DATA)") --page docs/real_data.md

release: setup
	for assignment in source/*/; do examiner release "$$(basename "$$assignment")" || exit 1; done

schema: setup
	python -m examiner.cli.schema docs/schema

# The pages as a site: docs/_build/index.html. A warning is an error; nothing is fetched.
docs: setup
	python -m sphinx --fail-on-warning --keep-going --quiet docs docs/_build

# Needs uv; the lock file names versions only, never where they come from.
lock:
	uv pip compile --quiet --universal --python-version 3.11 --no-emit-index-url --no-emit-find-links --no-annotate \
	  --extra course --extra dev --extra docs --output-file requirements.lock pyproject.toml

clean:
	rm -rf docs/_build .venv .mypy_cache .ruff_cache .hypothesis
