package sandbox

import (
	"encoding/json"
	"maps"
	"slices"

	"github.com/caddyserver/caddy/v2"
	"github.com/caddyserver/caddy/v2/modules/caddyhttp"
)

const guardModule = "http.handlers.update_batch_task"

// shownOptions are the JSON names of the guard's options that the page shows. None of them can hold a secret.
var shownOptions = []string{
	"paths", "installation", "schemes", "realm", "xsrf", "require_app_token", "identity", "updatable", "non_updatable",
	"stripped_header", "date_times", "select", "timezone", "max_request_body", "max_response_body", "errors",
}

// guardOptions returns the options of the guard in this process as JSON. It returns "" if there is no guard, or if there
// are several with different options. It finds guards by module ID, as the sandbox also runs in binaries without one.
func guardOptions() string {
	app, err := caddy.ActiveContext().AppIfConfigured("http")
	if err != nil {
		return ""
	}
	var found []string
	for _, server := range app.(*caddyhttp.App).Servers {
		for _, handler := range Handlers(server.Routes) {
			if module, ok := handler.(caddy.Module); ok && module.CaddyModule().ID == guardModule {
				found = append(found, publicOptions(handler))
			}
		}
	}
	slices.Sort(found)
	found = slices.Compact(found)
	if len(found) != 1 {
		return ""
	}
	return found[0]
}

// Handlers returns the handlers in routes and in their subroutes.
func Handlers(routes caddyhttp.RouteList) []caddyhttp.MiddlewareHandler {
	var all []caddyhttp.MiddlewareHandler
	for _, route := range routes {
		for _, handler := range route.Handlers {
			all = append(all, handler)
			if inner, ok := handler.(*caddyhttp.Subroute); ok {
				all = append(all, Handlers(inner.Routes)...)
			}
		}
	}
	return all
}

// publicOptions returns the options of a guard that may be shown.
func publicOptions(guard any) string {
	var options map[string]json.RawMessage
	if err := json.Unmarshal([]byte(encode(guard)), &options); err != nil {
		panic(err) // A module's configuration is an object.
	}
	maps.DeleteFunc(options, func(name string, _ json.RawMessage) bool { return !slices.Contains(shownOptions, name) })
	text, err := json.MarshalIndent(options, "", "  ")
	if err != nil {
		panic(err) // The values were just unmarshalled.
	}
	return string(text)
}
