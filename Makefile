.DEFAULT_GOAL := help
.PHONY: help install demo test check bench build format lock clean

# Arguments for the command behind demo, test, bench and lock:  make demo ARGS="--port 9000"
ARGS ?=

help: ## This list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: ## Installs everything into the checkout (.venv) and builds the widget
	@scripts/install

demo: install ## Starts the service and a partner site with the demo petition, until Ctrl-C
	@trap : INT; .venv/bin/petition demo $(ARGS) || [ $$? -eq 130 ]

test: install ## Runs every test, or with ARGS="-k outbox" what pytest makes of that
	@scripts/system-packages test
	@scripts/test $(ARGS)

check: install ## Checks format, lint, types and layering, of Python and TypeScript
	@scripts/check

bench: install ## Prints the tables of the benchmarks
	@scripts/system-packages bench
	@.venv/bin/python -m tests.bench $(ARGS)

build: install ## Makes the wheel and the sdist in dist/
	@rm -rf dist
	@.venv/bin/python -m hatchling build --directory dist

format: install ## Formats Python and TypeScript, and mends what lint can mend
	@.venv/bin/ruff check --fix --quiet --exit-zero
	@.venv/bin/ruff format
	@cd widget_js && ../scripts/with-node npm --silent run format

lock: ## Locks the packages that pyproject.toml asks for; ARGS=--upgrade takes the newest
	@scripts/lock $(ARGS)

clean: ## Removes all that was installed or built here; settings and databases stay
	@rm -rf .venv dist widget_js/node_modules widget_js/dist widget_js/.built-from widget_server/web/static/widget
	@rm -rf .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache .schemathesis
	@find . -path ./.git -prune -o -name __pycache__ -prune -exec rm -rf {} +
