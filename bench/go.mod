module github.com/caddy-batchtask/caddy-batchtask/bench

go 1.26.0

require (
	github.com/google/pprof v0.0.0-20261105003125-4bf881d7fb0b
	github.com/prometheus/procfs v0.23.0
)

require golang.org/x/sys v0.49.0 // indirect
