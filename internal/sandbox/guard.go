package sandbox

import (
	"encoding/json"
	"maps"
	"slices"

	"github.com/caddyserver/caddy/v2"
	"github.com/caddyserver/caddy/v2/modules/caddyhttp"
)

const guardModule = "http.handlers.update_batch_task"

// shownOptions are the guard's options that the page shows, by their names in JSON: those that can't be a secret.
var shownOptions = []string{
	"paths", "installation", "schemes", "realm", "xsrf", "require_app_token", "identity", "updatable", "non_updatable",
	"stripped_header", "date_times", "select", "timezone", "max_request_body", "max_response_body", "errors",
}

// guardOptions returns the options of the guard that runs in this process, as JSON, or false if there is none, or several
// that differ. The guard is known by its module's name: the sandbox runs without it, too.
func guardOptions() (string, bool) {
	app, err := caddy.ActiveContext().AppIfConfigured("http")
	if err != nil {
		return "", false
	}
	var found []string
	for _, server := range app.(*caddyhttp.App).Servers {
		for options := range guardsIn(server.Routes) {
			found = append(found, options)
		}
	}
	slices.Sort(found)
	found = slices.Compact(found)
	if len(found) != 1 {
		return "", false
	}
	return found[0], true
}

// guardsIn yields the options of each guard in the routes.
func guardsIn(routes caddyhttp.RouteList) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for _, route := range routes {
			for _, handler := range route.Handlers {
				if inner, ok := handler.(*caddyhttp.Subroute); ok {
					for options := range guardsIn(inner.Routes) {
						if !yield(options) {
							return
						}
					}
				}
				module, ok := handler.(caddy.Module)
				if ok && module.CaddyModule().ID == guardModule && !yield(publicOptions(handler)) {
					return
				}
			}
		}
	}
}

// publicOptions returns a guard's options that may be shown.
func publicOptions(guard any) string {
	var options map[string]json.RawMessage
	if err := json.Unmarshal([]byte(encode(guard)), &options); err != nil {
		panic(err) // A module's configuration is an object.
	}
	maps.DeleteFunc(options, func(name string, _ json.RawMessage) bool { return !slices.Contains(shownOptions, name) })
	text, err := json.MarshalIndent(options, "", "  ")
	if err != nil {
		panic(err) // It has just been read.
	}
	return string(text)
}
