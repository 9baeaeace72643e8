# One entry for what people do here. CI runs .ci/run, which is `make check`.
.PHONY: build test check bench fuzz demo

build:
	go build -o nianbao ./cmd/nianbao

test:
	.ci/test

check:
	.ci/run

bench:
	go test -run '^$$' -bench . -benchmem ./...

fuzz:
	.ci/fuzz 30s

demo:
	go run ./cmd/nianbao demo
