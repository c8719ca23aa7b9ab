# Every command of the project. `make` alone lists them.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
READY = $(VENV)/.ready

# Without these, glibc gives the memory of each large tensor back to the system at once, and waits
# for cleared pages for the next. benchmarks/results/detectors.md has what it costs.
export MALLOC_MMAP_THRESHOLD_ ?= 1073741824
export MALLOC_TRIM_THRESHOLD_ ?= 4294967296
# And oneDNN keeps code for the last 1024 shapes that it has met, in up to 0.5 GB where images are
# of many sizes.
export ONEDNN_PRIMITIVE_CACHE_CAPACITY ?= 256

# Some hundred processes are started here, each of which would compile every module anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help lab test lint course sync bench site teaching

help:  ## list these commands
	@grep -hE '^[a-z]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 10

# One environment for everything; made anew only when what it holds has changed.
$(READY): pyproject.toml constraints.txt lock.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@# What comes with Python may be years old; without a network it has to do.
	$(BIN)/python -m pip install --quiet --retries 1 --upgrade pip \
		|| echo "pip stays as it is, no newer one can be had here"
	$(BIN)/python -m pip install --quiet --constraint lock.txt --editable '.[course,teaching,dev]'
	@# JupyterLab shall not ask its makers for news and updates: nothing here needs the network.
	$(BIN)/jupyter labextension disable --level=sys_prefix \
		@jupyterlab/apputils-extension:announcements >/dev/null 2>&1
	touch $(READY)

# In a container one is root, which JupyterLab wants confirmed.
LAB_ARGS = $(if $(filter 0,$(shell id -u)),--allow-root)

lab: $(READY)  ## open the lessons in JupyterLab
	$(BIN)/jupyter lab $(LAB_ARGS) notebooks

# Two processes share the tests. Those of a module stay together, since they share what is slow to
# make: a browser, a trained detector. Modules come in their usual order, which ends with the short
# examples of docstrings: otherwise those of few tests come last, and some of these take long.
test: $(READY)  ## run the whole test suite
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest --numprocesses 2 --dist loadfile \
		--no-loadscope-reorder $(PYTEST_ARGS)

lint: $(READY)  ## check format, style and types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

course: $(READY)  ## run every notebook from a clean kernel and time it
	$(BIN)/python -m tools.course $(COURSE_ARGS)

sync: $(READY)  ## copy the package's functions into the lessons that build them
	$(BIN)/python -m tools.sync

bench: $(READY)  ## measure our speed, beside torchvision's and pycocotools' in one process
	$(BIN)/python -m benchmarks.run
	$(BIN)/python -m benchmarks.coco
	$(BIN)/python -m benchmarks.detectors
	$(BIN)/python -m benchmarks.loading
	$(BIN)/python -m benchmarks.proposals

site: $(READY)  ## write the lessons as web pages into build/site, running those that changed
	$(BIN)/python -m tools.site

teaching: $(READY)  ## write plans, slides and questions of all lessons into build/class
	$(BIN)/python -m tools.teaching build/class
