# `make book` and `make test` need Python 3.11 or newer, and make. Nothing else has to be done first.

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --root-user-action=ignore
# As many tests side by side as there are cores, each with one thread: more would wait for one another.
PYTEST := OMP_NUM_THREADS=1 $(BIN)/python -m pytest --numprocesses=logical --maxprocesses=4 --no-loadscope-reorder
CHAPTERS := $(wildcard book/*.ipynb)

.PHONY: book zip pdf site test check shake coverage search mutants binder bench lab links notebooks requirements \
	clean .venv/for-browser

book: .venv/for-book
	$(BIN)/jupyter-book build . --quiet -W -n --keep-going

# The whole book in one archive that opens from disk.
zip: book
	$(BIN)/python -m lessons.publishing.files.archive

# The whole book on paper, printed by the browser that the tests use.
pdf: .venv/for-browser book
	$(BIN)/python -m lessons.publishing.files.pdf

# What is published: the pages, and on the first one links to the archive and to the PDF.
site: .venv/for-browser book
	$(BIN)/python -m lessons.publishing.files.site

define STYLE
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --quiet --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo --no-cache
endef

# Everything.
test: .venv/for-browser book
	$(STYLE)
	$(PYTEST) --nbval --nbval-current-env --nbval-cell-timeout=300 --nbval-sanitize-with=tests/support/nbval_sanitize.cfg
	$(BIN)/python -m tests.shake.shake --quick

# In a minute, without the book and without a browser: code style, types and the core.
check: .venv/for-test
	$(STYLE)
	$(PYTEST) tests/core src/lessons/*.py

# Does everything that is printed hold on other processors, with other libraries, in another order of the sums?
shake: .venv/for-test
	$(BIN)/python -m tests.shake.shake

# Which lines and branches of the library do the tests reach?
coverage: .venv/for-browser book
	$(BIN)/python -m pytest tests src --cov=lessons --cov-branch --cov-report=term-missing:skip-covered --quiet

# The property tests, with thousands of examples that differ from run to run.
search: .venv/for-test
	$(BIN)/python -m pytest --hypothesis-profile=search $(shell grep -rl --include=*.py @given tests)

# Make the core wrong, one change at a time: does a test notice each? First bugs that were really made, then 200
# changes drawn at random. Takes a while.
mutants: .venv/for-test
	$(BIN)/python -m tests.support.mutants

# What Binder would build, from nothing: the choice and the scripts of repo2docker, and chapters that run
# in their result, in a browser. Then what the environment costs. Takes minutes and the network.
binder: .venv/for-browser book
	$(BIN)/python -m pytest -m binder tests/project/test_binder.py
	_build/binder/conda/envs/notebook/bin/python -m benchmarks.environment benchmarks/environment.md

# How fast the core is, next to others. PyTorch and scikit-learn take part if they are installed.
# One thread for everyone: on a machine that has other work to do, threads wait for one another.
# Then the experiments of the book in the browser, and how each page opens.
bench: .venv/for-browser book
	OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 VECLIB_MAXIMUM_THREADS=1 $(BIN)/python -m benchmarks.run
	$(BIN)/python -m benchmarks.pages
	$(BIN)/python -m benchmarks.reading

lab: .venv/for-book
	$(BIN)/jupyter lab book

# Do the links to other hosts still lead somewhere?
links: .venv/for-book
	$(BIN)/jupyter-book build . --builder linkcheck

# Run the chapters and store what they print. Read the difference before you commit it.
notebooks: .venv/for-book
	$(BIN)/python -m lessons.publishing.store_chapters $(CHAPTERS)

# Pin the newest versions that pyproject.toml admits, in one file for every Python and system. pip installs them, but
# cannot pin for another system than its own.
PIN := $(BIN)/uv pip compile --universal --python-version 3.11 --upgrade --quiet --custom-compile-command 'make requirements'

requirements: .venv/bin/uv
	$(PIN) pyproject.toml --group book --output-file requirements.txt
	$(PIN) --group test --constraint requirements.txt --no-annotate --output-file requirements-test.txt
	echo '-e .' >> requirements.txt

clean:
	rm -rf _build .venv

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "The book needs Python 3.11 or newer, but $(PYTHON) is `$(PYTHON) --version 2>&1`. Try: make PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv .venv

.venv/bin/uv: .venv/bin/python
	@$(PIP) uv

.venv/for-book: .venv/bin/python requirements.txt pyproject.toml
	@echo "Installing what the book needs in .venv: a minute or two"
	@$(PIP) --requirement requirements.txt
	@touch $@

.venv/for-test: .venv/for-book requirements-test.txt
	@echo "Installing what the tests need in .venv"
	@$(PIP) --requirement requirements-test.txt
	@touch $@

# A browser may go away again, so this is looked at every time.
.venv/for-browser: .venv/for-test
	@$(BIN)/python -m lessons.publishing.chromium
