package command

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/caddyserver/caddy/v2"
	caddycmd "github.com/caddyserver/caddy/v2/cmd"
	"github.com/tidwall/gjson"

	"github.com/caddy-batchtask/caddy-batchtask/caddymodule"
	"github.com/caddy-batchtask/caddy-batchtask/internal/explain"
	"github.com/caddy-batchtask/caddy-batchtask/internal/trace"
)

// handlerName is the guard's name among the HTTP handlers.
const handlerName = "update_batch_task"

// found is a guard in a configuration.
type found struct {
	explain.Handler
	config json.RawMessage
}

// loadGuard reads the configuration that the flags name and provisions its guard, and nothing else of it. The guard is
// valid until cancel is called.
func loadGuard(fl caddycmd.Flags, t trace.Tracer) (g *caddymodule.Guard, where explain.Handler, cancel context.CancelFunc, err error) {
	// What is logged while the configuration is read would be printed between the lines of the explanation: it is kept in
	// the buffer, and what the guard logs is discarded. Errors are returned.
	caddy.BufferedLog()
	file := fl.String("config")
	config, used, _, err := caddycmd.LoadConfig(file, fl.String("adapter"))
	if err != nil {
		return nil, where, nil, err
	}
	if used == "" {
		return nil, where, nil, errors.New("there is no Caddyfile in the current directory (use --config)")
	}
	var guards []found
	find(gjson.ParseBytes(caddy.RemoveMetaFields(config)), nil, found{}, &guards)
	chosen, err := choose(guards, fl.Int("handler"))
	if err != nil {
		return nil, where, nil, fmt.Errorf("%s: %w", used, err)
	}
	quiet, err := caddy.ProvisionContext(&caddy.Config{Logging: &caddy.Logging{Logs: map[string]*caddy.CustomLog{
		caddy.DefaultLoggerName: {BaseLog: caddy.BaseLog{WriterRaw: json.RawMessage(`{"output":"discard"}`)}},
	}}})
	if err != nil {
		return nil, where, nil, err
	}
	quiet.Context = trace.With(quiet.Context, t)
	ctx, cancel := caddy.NewContext(quiet)
	module, err := ctx.LoadModuleByID("http.handlers."+handlerName, chosen.config)
	if err != nil {
		cancel()
		return nil, where, nil, err
	}
	return module.(*caddymodule.Guard), chosen.Handler, cancel, nil
}

// find collects the guards below value, in the order of the document. around is what the values around it say.
func find(value gjson.Result, path []string, around found, guards *[]found) {
	if value.IsObject() {
		if value.Get("handler").Str == handlerName {
			around.Config = strings.Join(path, "/")
			around.config = withoutName(value)
			around.Number = len(*guards) + 1
			*guards = append(*guards, around)
			return
		}
		if listen := value.Get("listen"); listen.IsArray() && len(path) == 4 && path[2] == "servers" {
			around.Listen = texts(listen)
		}
		for _, set := range value.Get("match").Array() {
			set.ForEach(func(name, matcher gjson.Result) bool {
				if name.Str == "host" {
					around.Hosts = union(around.Hosts, texts(matcher)...)
				} else {
					around.Matchers = union(around.Matchers, name.Str)
				}
				return true
			})
		}
	}
	if !value.IsObject() && !value.IsArray() {
		return
	}
	i := 0
	value.ForEach(func(key, member gjson.Result) bool {
		name := key.Str
		if value.IsArray() {
			name = strconv.Itoa(i)
		}
		i++
		find(member, append(slices.Clip(path), name), around, guards)
		return true
	})
}

func texts(array gjson.Result) (list []string) {
	for _, element := range array.Array() {
		list = append(list, element.Str)
	}
	return list
}

// union returns a new list, with those added that are not in it yet.
func union(list []string, added ...string) []string {
	list = slices.Clone(list)
	for _, s := range added {
		if !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	return list
}

// withoutName returns a handler's configuration without the member that names it, which its struct does not have.
func withoutName(handler gjson.Result) json.RawMessage {
	config := make(map[string]json.RawMessage)
	handler.ForEach(func(key, member gjson.Result) bool {
		if key.Str != "handler" {
			config[key.Str] = json.RawMessage(member.Raw)
		}
		return true
	})
	text, _ := json.Marshal(config) // of valid JSON, in order
	return text
}

// choose returns the guard of the given number, from 1, or, for 0, the only one, or any if all are configured alike.
func choose(guards []found, number int) (found, error) {
	for i := range guards {
		guards[i].Of = len(guards)
	}
	switch {
	case len(guards) == 0:
		return found{}, fmt.Errorf("the configuration has no %s handler", handlerName)
	case 1 <= number && number <= len(guards):
		return guards[number-1], nil
	case number != 0:
		return found{}, fmt.Errorf("there is no guard %d; the configuration has %d", number, len(guards))
	}
	for _, g := range guards[1:] {
		if string(g.config) != string(guards[0].config) {
			return found{}, errors.New("the configuration has several guards that differ; choose one with --handler:" + list(guards))
		}
	}
	return guards[0], nil
}

func list(guards []found) string {
	var b strings.Builder
	for _, g := range guards {
		fmt.Fprintf(&b, "\n  %d  %s", g.Number, g.Config)
		for _, s := range append(slices.Clone(g.Listen), g.Hosts...) {
			b.WriteString(" " + s)
		}
	}
	return b.String()
}

// readFile reads a file, or standard input for "-".
func readFile(name string) ([]byte, error) {
	if name == "-" {
		return io.ReadAll(os.Stdin)
	}
	return os.ReadFile(name)
}
