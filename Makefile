FUZZTIME ?= 1m

.PHONY: help run test race lint fuzz bench ci

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-6s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## the guard on 127.0.0.1:8080 in front of the sandbox on 127.0.0.1:8081
	go run ./cmd/sandbox run

test: ## all Go tests
	go test ./...
	go -C bench test ./...
	go -C deploy/check test ./...

race: ## all Go tests, with the race detector
	.ci/run tests

lint: ## formatting, go.mod, go vet and staticcheck
	.ci/run format vet

fuzz: ## every fuzz target for FUZZTIME, one after the other
	@set -e; git grep -oE '^func Fuzz[A-Za-z]+' -- '*_test.go' | while IFS=: read -r file target; do \
		go test "./$$(dirname "$$file")" -run '^$$' -fuzz "^$${target#func }$$" -fuzztime $(FUZZTIME); \
	done

bench: ## the packages' benchmarks
	go test -run '^$$' -bench . ./internal/... ./caddymodule

ci: ## everything that CI runs
	.ci/run
