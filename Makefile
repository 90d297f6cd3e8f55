# The everyday commands. `make run` and `make test` need nothing done before them.
.PHONY: run test test-faults prepare check format eval

run: prepare
	@.venv/bin/faro up

test: prepare
	@scripts/test

test-faults: prepare
	@scripts/test-faults

prepare:
	@scripts/prepare

check: prepare
	@.venv/bin/faro content check

format: prepare
	@.venv/bin/ruff format . && .venv/bin/ruff check --fix . && .venv/bin/faro content format

eval: prepare
	@.venv/bin/faro eval
