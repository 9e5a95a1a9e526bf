// Package command is the Caddy subcommand update-batch-task, with explain and timezones below it.
//
// It imports Caddy, as caddymodule does, to connect Caddy's command line and configuration to package explain, which knows
// neither. It is separate from caddymodule so that the code that serves requests does not import the code that explains
// them.
package command

import (
	"fmt"
	"os"
	"strings"

	"github.com/caddyserver/caddy/v2"
	caddycmd "github.com/caddyserver/caddy/v2/cmd"
	"github.com/spf13/cobra"
	"golang.org/x/term"
)

func init() {
	caddycmd.RegisterCommand(caddycmd.Command{
		Name:  "update-batch-task",
		Usage: "<command>",
		Short: "Explains what the guard for UpdateBatchTask does",
		Long: `Reports what the guard for SuperOffice's UpdateBatchTask (the handler
update_batch_task) would do, without sending or serving anything.`,
		CobraFunc: func(cmd *cobra.Command) {
			cmd.Args = cobra.ArbitraryArgs
			// Without this a mistyped command would print the help and succeed.
			cmd.RunE = func(cmd *cobra.Command, args []string) error {
				if len(args) > 0 {
					return fmt.Errorf("unknown command %q for %q", args[0], cmd.CommandPath())
				}
				return cmd.Help()
			}
			cmd.AddCommand(explainCommand(), timezonesCommand())
		},
	})
}

func explainCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "explain (--request <file> | --data <body> [--method <method>] [--url <url>] [--header <line>...])",
		Short: "Reports what the guard would do with a request, and why",
		Long: `Reads a configuration and a request and reports what the guard would do with the
request and why: whether it takes and admits it, which properties it keeps and
strips, and what would go upstream. Given a response of the API, it also reports
which properties are selected, nulled and converted, and what the client would get.

It runs the same guard that serves requests, alone and in memory: nothing is sent,
nothing listens, and no other module of the configuration is started. Upstream is
the request as the next handler gets it; reverse_proxy adds its own headers, such
as X-Forwarded-For. Route matchers are not evaluated.

The configuration is the Caddyfile in the working directory, as for 'caddy run',
unless --config names another. If it has several guards that differ, --handler
selects one by number.

The request is a raw one (request line, headers, empty line, body) from a file or,
with -, from standard input; or it is made of --method, --url, --header and
--data, with the host of the guard's site if none of them names one. If no header gives the length of the body, a
Content-Length is added. The response is a raw one or a bare body, which is then
taken to be that of a 200 in JSON or XML.

Credentials are read but not printed.

Exit codes:

    0  the request would be forwarded
    1  the command line, the configuration or a file can't be used
    3  the guard would reject the request
    4  the request is not the operation and would pass untouched`,
		Example: `  caddy update-batch-task explain --request request.http
  caddy update-batch-task explain --request request.http --response answer.json
  caddy update-batch-task explain --header 'Authorization: SoTicket 7T:abc' \
      --header 'Content-Type: application/json' --data '{"Id":975,"Name":"x"}'
  caddy update-batch-task explain --request - --json < request.http | jq .outcome`,
		Args: cobra.NoArgs,
		RunE: runE(runExplain),
	}
	f := cmd.Flags()
	configFlags(cmd)
	f.StringP("request", "r", "", "File with a raw HTTP request, or - for standard input")
	f.StringP("method", "X", "POST", "Method of the request")
	f.StringP("url", "u", "", "URL of the request, or its path and query (default: the site's host and the first path of the guard)")
	f.StringArrayP("header", "H", nil, "Header of the request, as 'Name: value'; repeatable")
	f.StringP("data", "d", "", "Body of the request, or @ and the file that has it")
	f.StringP("response", "R", "", "File with the API's response: a raw HTTP response or a bare body, or - for standard input")
	outputFlags(cmd)
	for _, flag := range []string{"method", "url", "header", "data"} {
		cmd.MarkFlagsMutuallyExclusive("request", flag)
	}
	complete(cmd, "method", "POST", "PUT", "PATCH", "DELETE", "GET")
	return cmd
}

func timezonesCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "timezones [--config <path> | --catalog <file>] [--json] [<query>]",
		Short: "Lists what SO-TimeZone may name",
		Long: `Lists the codes and ids that SO-TimeZone may name, with their zones and present
offsets: those of the built-in table, with --config also those of a guard's
configuration, with --catalog those of a file saved from the API's
GET /api/v1/MDOList/timezoneiana.

A query that SO-TimeZone could send itself (a code, an id, a name of the tz
database or of Windows) shows what it stands for. Any other shows the entries that
have all of its words in some column, among them countries, regions and cities,
whatever their case and accents; or else those that have its text. An offset such as
+02:00 shows the entries that have it now. If nothing matches, what is spelled
similarly is shown.

Exit codes:

    0  something matches
    1  nothing matches, or the command line, the configuration or the file can't be used`,
		Example: `  caddy update-batch-task timezones NO
  caddy update-batch-task timezones Norway
  caddy update-batch-task timezones 'W. Europe Standard Time'
  caddy update-batch-task timezones --config Caddyfile --json +02:00`,
		Args: cobra.MaximumNArgs(1),
		RunE: runE(runTimezones),
	}
	configFlags(cmd)
	cmd.Flags().StringP("catalog", "f", "", "JSON file with the installation's time zones")
	outputFlags(cmd)
	cmd.MarkFlagsMutuallyExclusive("config", "catalog")
	cmd.MarkFlagsMutuallyExclusive("handler", "catalog")
	return cmd
}

// runE makes f a cobra command's RunE. If f returns an error, cobra prints it and Caddy exits with 1 (exitUsage); a status
// without an error is the result and prints nothing. caddycmd.WrapCommandFuncForCobra by itself writes errors to Caddy's log, which
// loadGuard buffers, and has cobra print "exiting with status 3".
func runE(f caddycmd.CommandFunc) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		status, err := f(caddycmd.Flags{FlagSet: cmd.Flags()})
		if err != nil || status == caddy.ExitCodeSuccess {
			return err
		}
		cmd.SilenceErrors = true
		// Only Caddy can create the error that carries a status to its main.
		return caddycmd.WrapCommandFuncForCobra(func(caddycmd.Flags) (int, error) { return status, nil })(cmd, args)
	}
}

func configFlags(cmd *cobra.Command) {
	cmd.Flags().StringP("config", "c", "", "Configuration file")
	cmd.Flags().StringP("adapter", "a", "", "Name of config adapter to apply")
	cmd.Flags().IntP("handler", "n", 0, "Number of the guard in the configuration, from 1")
	complete(cmd, "adapter", "caddyfile")
}

func outputFlags(cmd *cobra.Command) {
	cmd.Flags().BoolP("json", "j", false, "Print JSON")
	cmd.Flags().String("color", "auto", "Whether to use colors: auto (on a terminal, unless NO_COLOR is set), always or never")
	complete(cmd, "color", "auto", "always", "never")
}

// complete registers values for the shell's completion.
func complete(cmd *cobra.Command, flag string, values ...string) {
	if err := cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp)); err != nil {
		panic(err) // there is no such flag
	}
}

// useColors reports whether to print in color (see no-color.org).
func useColors(mode string) (bool, error) {
	switch mode {
	case "always":
		return true, nil
	case "never":
		return false, nil
	case "auto":
		return os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb" && term.IsTerminal(int(os.Stdout.Fd())), nil
	}
	return false, fmt.Errorf("invalid --color %q: must be one of %s", mode, strings.Join([]string{"auto", "always", "never"}, ", "))
}
