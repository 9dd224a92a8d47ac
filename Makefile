# The two commands that matter: `make run` and `make test`. Both install what is missing first.
#
#   make run                 Kamailio, Earshot and the four scenes; then serves until Ctrl-C
#   make run SCENES=only     the scenes, then ends
#   make run PBX=udp://127.0.0.1:PORT   a PBX of your own on this machine instead of Kamailio
#   make test                everything that CI runs
#   make tsan                the tests of what threads share, under ThreadSanitizer
#   make bench               nanoseconds a stage, allocations, and a UDP loopback run
#   make endure              policy swaps under load, and rights taken from 10,000 subscriptions; RUNS, QUICK=--quick
#   make fuzz                coverage-guided fuzzing of the gate and the document readers, FUZZ_SECONDS each
#   make fuzz-taint          a million bodies and NOTIFYs with a marked caller: TAINT_CASES, TAINT_SEED
#   make schemathesis        5,000 requests made of the API's own document: SCHEMATHESIS_CASES
#   make kill                1,000 writes, and as often Earshot and its database killed: WRITES
#   make lint                swift format, strict

SHELL := /bin/bash
.DEFAULT_GOAL := test
FUZZ_SECONDS ?= 30
SCENES ?= serve
TAINT_CASES ?= 1000000
SCHEMATHESIS_CASES ?= 5000
WRITES ?= 1000
RUNS ?= revoke downgrade swaps

.PHONY: deps build run test tsan bench endure fuzz fuzz-taint schemathesis kill lint clean

# The list of what the machine must have stands in .ci/deps, once.
deps:
	@bash .ci/deps

build: deps
	swift build --product earshot

run: deps build
	swift build --product rehearse
	.build/debug/rehearse $(if $(PBX),--pbx $(PBX)) $(if $(filter only,$(SCENES)),--scenes-only)

# Phones keep time, so they are not tested beside a million random policies, nor beside browsers and databases that are killed, nor all at once.
FEW = SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=8
HEAVY = Page|Schemathesis|SigningIn
KILLED = KilledWrites|TwoNodes|StoredPolicy|StoredAudit|ReplacedPolicy|RestoredStore|AdoptedDialog
test: deps lint
	swift build --build-tests
	.ci/suite --skip '^EndToEndTests'
	$(FEW) .ci/suite --filter '^EndToEndTests' --skip '^EndToEndTests[.][A-Za-z]*($(HEAVY)|$(KILLED))'
	$(FEW) .ci/suite --filter '^EndToEndTests[.][A-Za-z]*($(HEAVY))'
	.ci/suite --no-parallel --filter '^EndToEndTests[.][A-Za-z]*($(KILLED))'

tsan: deps
	TSAN_OPTIONS="halt_on_error=1 suppressions=$(CURDIR)/.ci/tsan.suppressions" swift test --scratch-path .build-tsan --sanitize=thread --filter '^(AccessPolicyTests.SnapshotPublisher|ProxyTests|EndToEndTests.PolicySwap)'

bench: deps
	bash bench/check

endure: deps
	swift build -c release --product endure
	for run in $(RUNS); do .build/release/endure $$run $(QUICK) || exit 1; done

fuzz: deps
	bash fuzz/run $(FUZZ_SECONDS)

fuzz-taint: deps
	swift build --build-tests
	TAINT_CASES=$(TAINT_CASES) $(if $(TAINT_SEED),TAINT_SEED=$(TAINT_SEED)) .ci/suite --filter '[.]TaintTests/'

schemathesis: deps
	swift build --build-tests
	SCHEMATHESIS_CASES=$(SCHEMATHESIS_CASES) .ci/suite --filter '[.]SchemathesisTests/'

kill: deps
	swift build --build-tests
	EARSHOT_WRITES=$(WRITES) .ci/suite --no-parallel --filter '[.]KilledWritesTests/'

lint:
	swift format lint --strict -r Package.swift Sources Tests bench fuzz

clean:
	rm -rf .build .build-tsan .build-fuzz
