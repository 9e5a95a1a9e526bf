package sandbox

import (
	"strings"
	"testing"

	"github.com/caddyserver/caddy/v2/caddyconfig"
	"github.com/caddyserver/caddy/v2/caddyconfig/caddyfile"
	"github.com/tidwall/gjson"
)

func TestUnmarshalCaddyfile(t *testing.T) {
	tests := map[string]struct {
		input, database, base string
		typeNames             bool
		wantErr               string
	}{
		"no block":        {input: `batch_task_sandbox`},
		"an empty block":  {input: "batch_task_sandbox {\n}"},
		"database":        {input: "batch_task_sandbox {\n database /var/lib/t.db\n}", database: "/var/lib/t.db"},
		"placeholder":     {input: "batch_task_sandbox {\n database {env.HOME}/t.db\n}", database: "{env.HOME}/t.db"},
		"base":            {input: "batch_task_sandbox {\n base no\n}", base: "no"},
		"base by its id":  {input: "batch_task_sandbox {\n base 261\n type_names\n}", base: "261", typeNames: true},
		"no base":         {input: "batch_task_sandbox {\n base\n}", wantErr: "wrong argument count"},
		"base twice":      {input: "batch_task_sandbox {\n base NO\n base SE\n}", wantErr: "option base is given twice"},
		"an unknown base": {input: "batch_task_sandbox {\n base Europe/Oslo\n}", wantErr: `option base: unknown time zone "Europe/Oslo"`},
		"type names of":   {input: "batch_task_sandbox {\n type_names off\n}", wantErr: "wrong argument count"},
		"argument":        {input: `batch_task_sandbox /var/lib/t.db`, wantErr: "wrong argument count"},
		"no file":         {input: "batch_task_sandbox {\n database\n}", wantErr: "wrong argument count"},
		"two files":       {input: "batch_task_sandbox {\n database a b\n}", wantErr: "wrong argument count"},
		"an empty name":   {input: "batch_task_sandbox {\n database \"\"\n}", wantErr: "option database needs a file name"},
		"database twice":  {input: "batch_task_sandbox {\n database a\n database b\n}", wantErr: "option database is given twice"},
		"unknown option":  {input: "batch_task_sandbox {\n realm x\n}", wantErr: `unknown option "realm"`},
		"unknown, nested": {input: "batch_task_sandbox {\n database a {\n x\n }\n}", wantErr: "Testfile:2"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			var h Handler
			err := h.UnmarshalCaddyfile(caddyfile.NewTestDispenser(tc.input))
			switch {
			case tc.wantErr == "" && err != nil:
				t.Fatal(err)
			case tc.wantErr != "" && (err == nil || !strings.Contains(err.Error(), tc.wantErr)):
				t.Fatalf("error %v, want %q", err, tc.wantErr)
			case tc.wantErr == "":
				expect(t, h.Database, tc.database)
				expect(t, h.Base, tc.base)
				if h.TypeNames != tc.typeNames {
					t.Errorf("type names %t", h.TypeNames)
				}
			}
		})
	}
}

// The directive is ordered before respond by default, and adapts to JSON without default values.
func TestAdapt(t *testing.T) {
	adapted, warnings, err := caddyconfig.GetAdapter("caddyfile").Adapt(
		[]byte(":8081 {\n\trespond 404\n\tbatch_task_sandbox /x/* {\n\t\tdatabase t.db\n\t}\n\tbatch_task_sandbox\n}\n"), nil)
	if err != nil || len(warnings) > 0 {
		t.Fatal(err, warnings)
	}
	expect(t, gjson.GetBytes(adapted, "apps.http.servers.srv0.routes").Raw,
		`[{"match":[{"path":["/x/*"]}],"handle":[{"database":"t.db","handler":"batch_task_sandbox"}]},`+
			`{"handle":[{"handler":"batch_task_sandbox"},{"handler":"static_response","status_code":404}]}]`)
}
