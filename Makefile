# SPDX-License-Identifier: GPL-3.0-or-later
#
# make            build the program
# make demo       build it, and take a tour on a ledger in a temporary directory
# make test       all tests
# make bench      measure
# make lint       form: sources, scripts, manual pages
# make format     mend the form of Swift sources
# make install    to PREFIX (default /usr/local), below DESTDIR if that is set
#
# Each sets up what it needs: see .ci/setup.

PREFIX ?= /usr/local
DESTDIR ?=
SWIFT ?= swift

BINDIR = $(DESTDIR)$(PREFIX)/bin
MANDIR = $(DESTDIR)$(PREFIX)/share/man
DATADIR = $(DESTDIR)$(PREFIX)/share

RELEASE = .build/release/si64
DEBUG = .build/debug/si64

.PHONY: all build setup setup-tests setup-bench demo test bench lint format install clean

all: build

setup:
	@.ci/setup

setup-tests:
	@.ci/setup --tests

build: setup
	$(SWIFT) build -c release --product si64 --static-swift-stdlib

demo: build
	@SI64=$(RELEASE) examples/demo.sh

test: setup-tests
	$(SWIFT) build --build-tests --explicit-target-dependency-import-check error
	$(SWIFT) test --skip-build
	Tests/Scripts/man_codes
	Tests/Scripts/man_examples --si64 $(DEBUG)
	Tests/Scripts/verify_examples --si64 $(DEBUG)
	Tests/Scripts/repl_sessions --si64 $(DEBUG)
	Tests/Scripts/screens --si64 $(DEBUG)
	Tests/Scripts/completions --si64 $(DEBUG)

setup-bench:
	@.ci/setup --bench

bench: setup-bench build
	SI64=$(CURDIR)/$(RELEASE) Benchmarks/run

lint: setup-tests
	.ci/lint

format:
	.ci/format

# Files go in one by one, so that 'make install' needs nothing but install(1).
install: build
	install -d $(BINDIR) $(MANDIR)/man1 $(MANDIR)/man5 $(MANDIR)/man7
	install -m 755 $(RELEASE) $(BINDIR)/si64
	for page in man/*.[157]; do \
	  install -m 644 $$page $(MANDIR)/man$${page##*.}/ || exit 1; \
	done
	if [ -f completions/si64.bash ]; then \
	  install -d $(DATADIR)/bash-completion/completions && \
	  install -m 644 completions/si64.bash $(DATADIR)/bash-completion/completions/si64; \
	fi
	if [ -f completions/_si64 ]; then \
	  install -d $(DATADIR)/zsh/site-functions && \
	  install -m 644 completions/_si64 $(DATADIR)/zsh/site-functions/_si64; \
	fi
	if [ -f completions/si64.fish ]; then \
	  install -d $(DATADIR)/fish/vendor_completions.d && \
	  install -m 644 completions/si64.fish $(DATADIR)/fish/vendor_completions.d/si64.fish; \
	fi

clean:
	$(SWIFT) package clean
