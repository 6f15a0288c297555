# Everything is done by dev/ (see `make help`); it fetches what is missing by itself.

PYTHON ?= python3
DEV := $(PYTHON) dev

# What may be set on the command line or in the environment.
export ALL BIPRO_PORT CACHE CHROMIUM COVERCHECK_PORT DB NAME ODOO_PATH PORT PROFILE QUICK REVISION SEED SOAK_MINUTES TAGS WERTGARANTIE_PORT

.DEFAULT_GOAL := help
.PHONY: help setup demo test bench lint format translations screenshots handbook dist stop clean soak upgrade-test

help:
	@echo 'make demo      a running Odoo with the addon and demo data (Ctrl-C ends it)'
	@echo 'make test      every test; the last line says "N passed, N failed"'
	@echo 'make bench     the speed of the addon as ratios, and benchmarks/results.md (about an hour)'
	@echo 'make soak      four users, faulty insurers and kills; at the end the books must balance'
	@echo 'make upgrade-test  updates a database of the first release; nothing may be lost'
	@echo 'make lint      ruff, pylint-odoo, the checks of OCA and Odoo'"'"'s own test_lint'
	@echo 'make format    put imports and layout of the Python files in order'
	@echo 'make translations  bring i18n/ up to date and list what German lacks'
	@echo 'make screenshots   the pictures of README and handbook, anew from a fresh demo'
	@echo 'make handbook      docs/handbuch.html, as the addon shows it, from docs/handbuch.md'
	@echo 'make dist      the addon as a zip for an addons folder, in dist/'
	@echo 'make setup     fetch and prepare everything that the others need'
	@echo 'make stop      end a demo that runs in another terminal'
	@echo 'make clean     remove what this checkout made: databases, links, logs, dist/'
	@echo
	@echo 'dev/odoo …              Odoo'"'"'s own command line, such as: dev/odoo shell -d demo'
	@echo 'dev/screenshot …        a picture of a page of the running demo'
	@echo '$(DEV) copy NAME    a fresh database with all that the addon depends on'
	@echo '$(DEV) psql -d NAME SQL on a database'
	@echo
	@echo 'Variables, on the command line or in the environment:'
	@echo '  PORT=8069        port of the demo, on 127.0.0.1'
	@echo '  COVERCHECK_PORT=8091   port of the CoverCheck simulator that the demo starts'
	@echo '  WERTGARANTIE_PORT=8092 port of the Wertgarantie simulator that the demo starts'
	@echo '  BIPRO_PORT=8093        port of the BiPRO simulator that the demo starts'
	@echo '  DB=demo          database of the demo'
	@echo '  TAGS=/dealer_insurance:TestX.test_y   make test: these tests only, on a database that is kept'
	@echo '  NAME=gdv-read    make bench: this one only; benchmarks/results.md stays as it is'
	@echo '  NAME=overview    make screenshots: this one only'
	@echo '  QUICK=1          make bench: small sizes, to see whether it works'
	@echo '  SOAK_MINUTES=10  make soak: minutes at work, at most 12, and up to 7 for what was interrupted'
	@echo '  SEED=4711        make soak: the chances of an earlier run'
	@echo '  REVISION=…       make upgrade-test: from this revision instead of dev/first-release'
	@echo '  PROFILE=1        make bench: the log says where the time goes'
	@echo '  ODOO_PATH=…      an Odoo 19.0 checkout to use instead of fetching one'
	@echo '  PGHOST, PGPORT, PGUSER, PGPASSWORD    a PostgreSQL server to use instead of a private one'
	@echo '  CHROMIUM=…       the browser for tours and pictures'
	@echo '  CACHE=…          folder for all that is fetched (default: ~/.cache/dealer-insurance)'
	@echo '  PYTHON=python3   the Python to build on, 3.10 or newer'
	@echo '  ALL=1            make clean: the whole cache, too'

setup demo test bench lint format translations screenshots handbook dist stop clean soak upgrade-test:
	@$(DEV) $@
