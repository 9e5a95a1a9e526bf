package command

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/caddyserver/caddy/v2"
	caddycmd "github.com/caddyserver/caddy/v2/cmd"
	"github.com/caddyserver/caddy/v2/modules/caddyhttp"

	"github.com/caddy-batchtask/caddy-batchtask/caddymodule"
	"github.com/caddy-batchtask/caddy-batchtask/internal/explain"
	"github.com/caddy-batchtask/caddy-batchtask/internal/timezone"
)

// exitUsage is the exit code if a request can't be explained.
const exitUsage = caddy.ExitCodeFailedStartup

func runExplain(fl caddycmd.Flags) (int, error) {
	colors, err := useColors(fl.String("color"))
	if err != nil {
		return exitUsage, err
	}
	if err := checkStdin(fl); err != nil {
		return exitUsage, err
	}
	trace := new(explain.Trace)
	guard, where, cancel, err := loadGuard(fl, trace)
	if err != nil {
		return exitUsage, err
	}
	defer cancel()
	request, err := readRequest(fl, guard.Paths[0], siteHost(where))
	if err != nil {
		return exitUsage, err
	}
	response, err := readResponse(fl, request)
	if err != nil {
		return exitUsage, err
	}
	report, err := explain.Run(subject(guard, where, trace), request, response)
	if err != nil {
		return exitUsage, err
	}
	if fl.Bool("json") {
		err = printJSON(report)
	} else {
		err = report.WriteText(os.Stdout, colors)
	}
	if err != nil {
		return exitUsage, err
	}
	return report.Outcome.ExitCode(), nil
}

// checkStdin returns an error if more than one flag is to be read from standard input.
func checkStdin(fl caddycmd.Flags) error {
	readers := 0
	for flag, mark := range map[string]string{"config": "-", "request": "-", "response": "-", "data": "@-"} {
		if fl.String(flag) == mark {
			readers++
		}
	}
	if readers > 1 {
		return errors.New("only one of --config, --request, --response and --data can be read from standard input")
	}
	return nil
}

// siteHost returns the host that requests for the guard's site have, as far as the configuration names one.
func siteHost(where explain.Handler) string {
	for _, host := range where.Hosts {
		if !strings.ContainsAny(host, "*{") {
			return host
		}
	}
	return "localhost"
}

// readRequest reads the request, or makes it of flags: with the given path and host where they name none.
func readRequest(fl caddycmd.Flags, path, host string) (*http.Request, error) {
	if file := fl.String("request"); file != "" {
		raw, err := readFile(file)
		if err != nil {
			return nil, err
		}
		return explain.ParseRequest(raw)
	}
	if !fl.Changed("url") && !fl.Changed("header") && !fl.Changed("data") && !fl.Changed("method") {
		return nil, errors.New("there is no request: use --request, or --url, --header and --data")
	}
	headers, err := fl.GetStringArray("header")
	if err != nil {
		return nil, err
	}
	body := []byte(fl.String("data"))
	if file, ok := strings.CutPrefix(fl.String("data"), "@"); ok {
		if body, err = readFile(file); err != nil {
			return nil, err
		}
	}
	url := fl.String("url")
	if url == "" {
		url = path
	}
	raw, err := explain.Compose(fl.String("method"), url, host, headers, body)
	if err != nil {
		return nil, err
	}
	return explain.ParseRequest(raw)
}

func readResponse(fl caddycmd.Flags, r *http.Request) (*explain.Response, error) {
	file := fl.String("response")
	if file == "" {
		return nil, nil
	}
	raw, err := readFile(file)
	if err != nil {
		return nil, err
	}
	return explain.ParseResponse(raw, r)
}

// subject makes a guard one that explain can run.
func subject(g *caddymodule.Guard, where explain.Handler, trace *explain.Trace) *explain.Guard {
	return &explain.Guard{
		Handler:      where,
		Trace:        trace,
		Paths:        g.Paths,
		XSRFHeader:   g.XSRF.Header,
		XSRFCookie:   g.XSRF.Cookie,
		SelectOff:    g.Select == "off",
		TimeZoneMode: g.TimeZone.Mode,
		Serve: func(w http.ResponseWriter, r *http.Request, next http.HandlerFunc) (explain.Said, error) {
			repl := caddy.NewReplacer()
			r = caddyhttp.PrepareRequest(r, repl, w, new(caddyhttp.Server))
			err := g.ServeHTTP(w, r, caddyhttp.HandlerFunc(func(w http.ResponseWriter, r *http.Request) error {
				next(w, r)
				return nil
			}))
			placeholder := func(name string) string {
				return repl.ReplaceAll("{http.vars."+handlerName+"."+name+"}", "")
			}
			return explain.Said{
				Scheme: placeholder("scheme"), Select: placeholder("select"), TimeZone: placeholder("timezone"),
			}, err
		},
	}
}

func runTimezones(fl caddycmd.Flags) (int, error) {
	colors, err := useColors(fl.String("color"))
	if err != nil {
		return exitUsage, err
	}
	catalog, err := loadCatalog(fl)
	if err != nil {
		return exitUsage, err
	}
	query := fl.Arg(0)
	list, err := explain.ListZones(catalog, query, time.Now())
	if err != nil {
		return exitUsage, err
	}
	if fl.Bool("json") {
		err = printJSON(list)
	} else {
		err = list.WriteText(os.Stdout, query, colors)
	}
	if err != nil {
		return exitUsage, err
	}
	if !list.Found() {
		return exitUsage, errors.New("no time zone matches the query")
	}
	return caddy.ExitCodeSuccess, nil
}

// loadCatalog returns the catalog of a guard, of a file, or the built-in one.
func loadCatalog(fl caddycmd.Flags) (*timezone.Catalog, error) {
	switch {
	case fl.String("config") != "" || fl.Changed("handler") || fl.Changed("adapter"):
		trace := new(explain.Trace)
		_, _, cancel, err := loadGuard(fl, trace)
		if err != nil {
			return nil, err
		}
		cancel()
		return trace.Zones, nil
	case fl.String("catalog") != "":
		file, err := readFile(fl.String("catalog"))
		if err != nil {
			return nil, err
		}
		catalog, err := timezone.NewCatalog(nil, file)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", fl.String("catalog"), err)
		}
		return catalog, nil
	}
	return timezone.NewCatalog(nil, nil)
}

func printJSON(v any) error {
	enc := json.NewEncoder(os.Stdout)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}
