# make run and make test are the two commands; the others are what they are made of.
SHELL := /bin/bash
export GOFLAGS := -tags=nomsgpack -buildvcs=false
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)

.PHONY: build run test needs check unit race screenshots bench load answers live lighthouse leave-out compare growth release-test clean

build:
	go build -trimpath -ldflags "-s -w -X main.version=$(VERSION)" -o bin/clerkcoach ./cmd/clerkcoach

# Builds, serves on port 8080 with the embedded playbook, and prints the address.
run: build
	bin/clerkcoach serve --addr :8080

# Installs what the tests need where it is missing, and runs everything.
test: needs check unit race

needs:
	scripts/needs.sh
	npm ci --no-audit --no-fund --silent

check:
	@test -z "$$(gofmt -l cmd drills handlers live locales people playbook records scripts search static tables)" || { gofmt -d cmd drills handlers live locales people playbook records scripts search static tables; exit 1; }
	go vet ./...
	go tool staticcheck ./...
	go mod verify

unit:
	CLERKCOACH_BROWSER=1 CLERKCOACH_AXE=$(CURDIR)/node_modules/axe-core/axe.min.js go test -timeout 20m ./...

# What several goroutines share, under the race detector.
race:
	go test -race -timeout 10m -run 'Keeper|Concurrent|Remember|Swap' -skip UnderLoad ./search ./drills ./handlers ./locales ./records

# The pictures of the README, made by the browser test.
screenshots: needs
	CLERKCOACH_BROWSER=1 CLERKCOACH_AXE=$(CURDIR)/node_modules/axe-core/axe.min.js CLERKCOACH_RELEASE=1 CLERKCOACH_SCREENSHOTS=$(CURDIR)/bin/screens go test -count=1 -timeout 30m -run 'TestBrowser$$|TestBrowserPractice|TestBrowserPeople' ./cmd/clerkcoach
	scripts/pick-screens.sh bin/screens docs/screens

# How quick: in process.
bench:
	go test -run '^$$' -bench Ask -benchtime 20000x ./search ./handlers
	go test -run '^$$' -bench 'Generate|Grade' ./drills
	go test -run '^$$' -bench 'Open|Build' -benchtime 3x ./search
	go test -run '^$$' -bench Keep -benchtime 20000x ./records
	go test -run '^$$' -bench 'CarryOut|Reports' -benchtime 1x ./records

# How quick: the running server against a bare gin handler, starts, memory. Needs wrk.
load: build
	scripts/needs.sh wrk
	go run ./scripts/load -server bin/clerkcoach -questions playbook/testdata/dev-questions.jsonl

# How quick, on SQLite and then on PostgreSQL: answers that are kept, the pages of a large store, a shift that signs in at once. A line
# for each promise.
answers: build
	scripts/needs.sh
	go run ./scripts/answers -server bin/clerkcoach
	go run ./scripts/answers -server bin/clerkcoach -postgres

# How quick a live quiz is with a thousand players and with three thousand, on SQLite and on PostgreSQL, and beside players who never read
# what they are sent. A line for each promise.
live: build
	scripts/needs.sh
	go build -o bin/liveload ./cmd/liveload
	bin/liveload -players 1000
	bin/liveload -players 3000
	bin/liveload -players 1000 -postgres
	bin/liveload -players 700
	bin/liveload -players 700 -slow 300

# How quick, accessible and well made pages are for a phone on a slow line, by Lighthouse, and after how long each is usable.
lighthouse: build
	scripts/needs.sh
	npm ci --prefix scripts/lighthouse --no-audit --no-fund --silent
	CLERKCOACH_BROWSER=1 CLERKCOACH_LIGHTHOUSE=$(CURDIR)/scripts/lighthouse/node_modules/lighthouse/cli/index.js go test -count=1 -timeout 20m -v -run 'TestLighthouse|TestSlowLine' ./cmd/clerkcoach

# How right for people nobody has read: each writer of the asks left out in turn. Takes two minutes.
leave-out: build
	bin/clerkcoach bench --leave-out

# How right and quick beside plain bleve and SQLite FTS5, on the same asks and questions. Takes some minutes.
compare:
	go run ./scripts/compare -asks 100

# How quick with ten and a hundred times as many cards. Takes some minutes and gigabytes.
growth:
	go test -timeout 60m -run '^$$' -bench Growth -benchtime 3000x ./search

# What the store, signing in and live quizzes promise, tried as often as before a release: servers, upgrades, backups, PostgreSQL and the
# power are cut off, disks are full, one of two servers is killed in the middle of drills and of live quizzes, lines are slow and break, and
# PINs are guessed. A line for each promise; all of it is in bin/release-test.txt. Takes an hour on a machine with nothing else to do.
release-test: needs
	@mkdir -p bin
	set -o pipefail; CLERKCOACH_RELEASE=1 CLERKCOACH_ROUNDS=50 CLERKCOACH_BROWSER=1 CLERKCOACH_AXE=$(CURDIR)/node_modules/axe-core/axe.min.js go test -timeout 3h -count=1 -v -p 1 -parallel 1 \
		-run 'Killed|PowerCut|DiskFull|FileLimit|Outage|UnderLoad|PINGuessing|NoEnumeration|ShiftStart|Twins|EqualAnswers|AnswersAreRegisters|TestLive|TestBrowser' ./records ./handlers ./cmd/clerkcoach \
		| tee bin/release-test.txt | sed -nE 's/.*promise: //p; /^(ok|FAIL|--- FAIL|--- SKIP)/p'

clean:
	rm -rf bin node_modules
