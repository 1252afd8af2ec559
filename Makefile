# `make run` runs everything on this machine, `make test` checks everything. Nothing has to be
# installed first but Python 3.11 or later with its venv.

PYTHON := python3
UV_VERSION := 0.13.9
PY := .venv/bin/python
# The machine's own Python and certificates: a network may have certificates of its own.
export UV_PYTHON_DOWNLOADS := never
export UV_SYSTEM_CERTS := true
export UV_PROJECT_ENVIRONMENT := .venv

CATALOGUES := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/*.po))
TEMPLATES := $(shell find templates -name '*.html' -o -name '*.txt' 2>/dev/null)
# An environment like production's, for checks that only production has.
PRODUCTION := DEBUG=0 ALLOWED_HOSTS=example.org SITE_URL=https://example.org \
	DATABASE_URL=postgres://example.org/unity_torah REDIS_URL=redis://example.org/0 \
	STRIPE_SECRET_KEY=sk_test_none STRIPE_WEBHOOK_SECRET=whsec_none \
	EMAIL_URL=smtp://example.org:25 DEFAULT_FROM_EMAIL=letters@example.org \
	SECRET_KEY=only-for-the-checks-0123456789-abcdefghijklmnopqrstuvwxyz

.PHONY: run test chaos attack check install messages clean
.DEFAULT_GOAL := run

run: install messages
	@exec $(PY) -m dev.services

# Only all tests together cover what they must: not `make test ARGS=tests/letters`.
test: check
	$(PY) -m pytest -n 3 --dist worksteal $(if $(ARGS),$(ARGS),--cov)

# Programs fail and are killed while 16 buyers order; see tests/chaos. A short run is part of `test`.
ORDERS := 2000
BUYERS := 16
SEED := 1
chaos: install messages
	@exec $(PY) -m tests.chaos --orders $(ORDERS) --buyers $(BUYERS) --seed $(SEED)

# 3,000 questions of somebody who wants to learn who is in the register; 600 are part of `test`.
attack: install messages
	ATTACK=full $(PY) -m pytest -n 0 tests/families/find/test_attack.py

check: install messages
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/djade --check $(TEMPLATES)
	.venv/bin/biome check --error-on-warnings static
	.venv/bin/mypy .
	.venv/bin/lint-imports
	DEBUG=1 $(PY) -m dev.services.run_with_services var/test \
		sh -c "$(PY) manage.py makemigrations --check --dry-run && $(PY) -m dev.migration_checks"
	$(PRODUCTION) $(PY) manage.py check --deploy --fail-level WARNING

install: .venv/.installed

messages: $(CATALOGUES)

%.mo: %.po .venv/.installed
	@.venv/bin/pybabel -q compile -i $< -o $@

.venv/.installed: uv.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "Python 3.11 or later is needed: install it (Debian: apt-get install python3 python3-venv)," \
			"or name it with \`make PYTHON=/path/to/python3 run\`."; exit 1; }
	@if command -v uv >/dev/null; then uv=uv; else \
		uv=var/uv/bin/uv; \
		if [ "$$($$uv --version 2>/dev/null | cut -d' ' -f2)" != $(UV_VERSION) ]; then \
			echo "Installing uv $(UV_VERSION) into var/uv …"; \
			$(PYTHON) -m venv --clear var/uv >/dev/null 2>&1 || { \
				echo "Python's venv does not work here: install it (Debian: apt-get install python3-venv) and try again."; \
				exit 1; }; \
			var/uv/bin/python -m pip install -q --disable-pip-version-check uv==$(UV_VERSION) || { \
				echo "uv $(UV_VERSION) could not be installed: see above, or install uv yourself and try again."; \
				exit 1; }; \
		fi; \
	fi; \
	echo "Installing what uv.lock names into .venv …"; \
	$$uv sync --frozen --compile-bytecode --python "$$(command -v $(PYTHON))" || { \
		echo "Not everything in uv.lock could be installed: see above, and try again."; exit 1; }
	@touch $@

clean:
	rm -rf .venv var $(CATALOGUES) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
