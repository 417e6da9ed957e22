# make demo   sets up, prepares the built-in booking corpus, trains, evaluates and tags two sentences
# make test   sets up and runs the tests          make lint      style and types
# make docs   writes what docs/ has of it        make datasets  builds the booking corpora anew
# make faults lets kills, signals, damaged files and sizes befall slottag and counts what it does not stand

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready

.PHONY: demo test slow faults lint format docs datasets clean

demo: $(READY)
	$(BIN)/slottag prepare booking -o data/booking
	$(BIN)/slottag train data/booking -m models/booking
	$(BIN)/slottag eval data/booking -m models/booking
	$(BIN)/slottag tag -m models/booking --format table \
	  "I would like to arrive Taipei on November 2nd" "I would like to leave Taipei on November 2nd"

test: $(READY)
	$(BIN)/python -m pytest -q -n auto

slow: $(READY)
	$(BIN)/python -m pytest -q -m slow

faults: $(READY)
	$(BIN)/python -m benchmarks.faults

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(READY)
	$(BIN)/python docs/make_commands.py
	$(BIN)/python docs/make_formats.py
	$(BIN)/python docs/make_serve.py
	$(BIN)/python docs/make_talk.py

datasets: $(READY)
	$(BIN)/python -m slottag.corpora english datasets/booking
	$(BIN)/python -m slottag.corpora chinese datasets/booking-zh

clean:
	rm -rf .venv data models build dist

$(READY): pyproject.toml constraints.txt slottag/__init__.py
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 10) else "slottag needs Python 3.10 or later")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --use-pep517 --constraint constraints.txt --editable '.[dev]'
	touch $(READY)
