package main

import (
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"time"

	"github.com/caddyserver/caddy/v2"
	"github.com/caddyserver/caddy/v2/modules/caddyhttp"
	"github.com/caddyserver/caddy/v2/modules/caddyhttp/reverseproxy"

	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
	"github.com/caddy-batchtask/caddy-batchtask/internal/sandbox"
)

// announce waits until a configuration is loaded and writes the address of the guard and its upstream.
func announce(w io.Writer) {
	for range time.Tick(50 * time.Millisecond) {
		app, err := caddy.ActiveContext().AppIfConfigured("http")
		if err != nil {
			continue
		}
		if line := describe(app.(*caddyhttp.App).Servers, os.Environ()); line != "" {
			fmt.Fprintln(w, line)
		}
		return
	}
}

// describe returns the line, or "" if there is no guard.
func describe(servers map[string]*caddyhttp.Server, environment []string) string {
	guard, upstream, standIn := "", "", ""
	for _, server := range servers {
		guarded, dial, isSandbox := inspect(server.Routes)
		switch {
		case len(server.Listen) == 0:
		case isSandbox:
			standIn = server.Listen[0]
		case guarded && (dial != "" || guard == ""):
			guard, upstream = server.Listen[0], dial
		}
	}
	switch {
	case guard == "":
		return ""
	case upstream == "":
		return fmt.Sprintf("The guard: %s, without an upstream%s", localURL(guard), unset(environment))
	case strings.Contains(upstream, "/") && !strings.HasPrefix(upstream, "unix"):
		return fmt.Sprintf("The guard: %s, in front of %s, which is not an address: write UPSTREAM as https://host or host:port", localURL(guard), upstream)
	case standIn == "":
		return fmt.Sprintf("The guard: %s, in front of %s%s", localURL(guard), upstream, unset(environment))
	case localURL(standIn) == localURL(upstream):
		return fmt.Sprintf("The playground: %s (the guard, in front of the sandbox on %s%s)", localURL(guard), upstream, unset(environment))
	}
	return fmt.Sprintf("The guard: %s, in front of %s; the sandbox: %s", localURL(guard), upstream, localURL(standIn))
}

// unset says that UPSTREAM is not set, and which variable was probably meant; or that it is empty, as Caddy applies a default only
// to a variable that is not set.
func unset(environment []string) string {
	const wanted = "UPSTREAM"
	var variables []string
	for _, entry := range environment {
		name, value, _ := strings.Cut(entry, "=")
		switch {
		case name != wanted:
			variables = append(variables, name)
		case strings.TrimSpace(value) == "":
			return "; UPSTREAM is set, but empty"
		default:
			return ""
		}
	}
	if near := names.Nearest(wanted, variables...); near != "" {
		return "; UPSTREAM is not set, but " + near + " is"
	}
	return "; UPSTREAM is not set"
}

// localURL returns the URL at which a browser on this machine reaches an address.
func localURL(address string) string {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return address
	}
	if ip := net.ParseIP(host); host == "" || ip.IsLoopback() || ip.IsUnspecified() {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port) + "/"
}

// inspect reports whether routes contain a guard and the sandbox, and the address of the first upstream.
func inspect(routes caddyhttp.RouteList) (guarded bool, dial string, isSandbox bool) {
	for _, handler := range sandbox.Handlers(routes) {
		if proxy, ok := handler.(*reverseproxy.Handler); ok && len(proxy.Upstreams) > 0 && dial == "" {
			dial = proxy.Upstreams[0].Dial
		}
		if module, ok := handler.(caddy.Module); ok {
			id := module.CaddyModule().ID
			guarded = guarded || id == "http.handlers.update_batch_task"
			isSandbox = isSandbox || id == "http.handlers.batch_task_sandbox"
		}
	}
	return guarded, dial, isSandbox
}
