# Everything that a developer types. `make demo` and `make test` set up what a bare Debian 12 lacks.

SHELL := /bin/bash
CARGO ?= cargo
TARGET := $(or $(CARGO_TARGET_DIR),target)
TYPOS := $(or $(shell command -v typos),$(or $(XDG_CACHE_HOME),$(HOME)/.cache)/photo-review/typos/bin/typos)

.PHONY: help demo test check bench portraits contact-sheet fuzz screenshots

help:
	@echo "make demo   build, make a demo store, open the console (without a display: walk it, take screenshots)"
	@echo "make test   every test, those with a real window and with killed processes too"
	@echo "make check  format, lints, documentation, licences and advisories, spelling"
	@echo "make portraits  what the screening says of 100 labelled portraits, item by item"
	@echo "make contact-sheet  standard photos on one picture (PHOTOS=… names others than the samples)"
	@echo "make screenshots  takes the pictures of the README anew"
	@echo "make fuzz   look for lists, packages and photos that make it fail, ten minutes each"
	@echo "make bench  measure what the program promises, on this machine"

demo:
	@.ci/setup demo
	$(CARGO) build --release --locked
	@.ci/demo $(TARGET)/release/photo-review

test:
	@.ci/setup test
	$(CARGO) test --locked

check:
	@.ci/setup check
	@.ci/check-tools
	$(CARGO) fmt --check
	$(CARGO) clippy --locked --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --locked --no-deps --lib
	$(CARGO) deny --locked check licenses bans sources
	@if $(CARGO) deny fetch db 2>/dev/null; then \
		echo "$(CARGO) deny check advisories"; $(CARGO) deny --locked check advisories; \
	else \
		echo "advisories NOT checked: the advisory database can't be fetched from here"; \
	fi
	$(TYPOS)

bench:
	@.ci/setup test
	$(CARGO) bench --locked --bench promises

portraits:
	@$(CARGO) test --locked --quiet --test vision -- --nocapture the_counts_that_were_reached_stay

PHOTOS ?= data/submissions/*.jpg
contact-sheet:
	$(CARGO) run --locked --quiet --example contact_sheet -- $(TARGET)/contact-sheet.png $(PHOTOS)

fuzz:
	@.ci/fuzz

screenshots:
	@.ci/setup demo
	$(CARGO) build --locked
	@.ci/screenshots $(TARGET)/debug/photo-review
