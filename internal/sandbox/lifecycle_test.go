package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/caddyserver/caddy/v2"
	"github.com/caddyserver/caddy/v2/caddyconfig"
	"github.com/caddyserver/caddy/v2/modules/caddyhttp"
	_ "github.com/caddyserver/caddy/v2/modules/caddyhttp/standard"
	"github.com/tidwall/gjson"
	"go.etcd.io/bbolt"

	"github.com/caddy-batchtask/caddy-batchtask/test/freeaddr"
)

// load runs Caddy with the sandbox on the address. Requests that the sandbox passes on get the text rest.
func load(t *testing.T, address, database, rest string) {
	t.Helper()
	config := fmt.Sprintf("{\n\tadmin off\n\tpersist_config off\n\tlog {\n\t\toutput discard\n\t}\n}\n"+
		"http://%s {\n\tbatch_task_sandbox {\n\t\tdatabase %s\n\t}\n\trespond %q\n}\n", address, database, rest)
	adapted, _, err := caddyconfig.GetAdapter("caddyfile").Adapt([]byte(config), nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := caddy.Load(adapted, false); err != nil {
		t.Fatal(err)
	}
	// While it stops, the old server may still accept a connection and close it, and a client does not retry a POST. So wait
	// until ten new connections in a row reach the new config.
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	for served, deadline := 0, time.Now().Add(10*time.Second); served < 10; served++ {
		body := ""
		if response, err := client.Get("http://" + address + "/elsewhere"); err == nil {
			text, _ := io.ReadAll(response.Body)
			response.Body.Close()
			body = string(text)
		}
		if body != rest {
			served = -1
		}
		if time.Now().After(deadline) {
			t.Fatalf("the config with %q does not take over", rest)
		}
	}
	http.DefaultClient.CloseIdleConnections()
}

func TestReloadKeepsTheDatabaseOpen(t *testing.T) {
	database := filepath.Join(t.TempDir(), "new", "tasks.db")
	s := site{t, "http://" + freeaddr.New(t)}
	address := strings.TrimPrefix(s.url, "http://")
	t.Cleanup(func() {
		if err := caddy.Stop(); err != nil {
			t.Error(err)
		}
	})

	load(t, address, database, "first")
	expect(t, s.do("GET", "/elsewhere", "").body, "first")
	want := s.update("?from=first", "application/json", `{"Id":975,"State":"Started"}`)

	load(t, address, database, "second")
	expect(t, s.do("GET", "/elsewhere", "").body, "second")
	last := s.do("GET", lastPath, "").body
	expect(t, gjson.Get(last, "uri").Str, agentPath+"UpdateBatchTask?from=first")
	expect(t, gjson.Get(last, "answer.headers.Server.0").Str, "Caddy")
	expect(t, s.task("975"), want)
	s.update("", "application/json", `{"Id":975,"State":"Failed"}`)

	// The next config uses another database, so this one is closed.
	load(t, address, filepath.Join(t.TempDir(), "other.db"), "third")
	expect(t, s.task("975"), sampleJSON(t, 975))
	reopened := openSoon(t, database)
	defer func() { _ = reopened.Destruct() }()
	task, _, err := reopened.get(975)
	if err != nil {
		t.Fatal(err)
	}
	expect(t, gjson.Get(task, "State").Str, "Failed")
}

// openSoon opens a database that is about to be closed: Caddy stops the old config after starting the new one.
func openSoon(t *testing.T, database string) *store {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); ; {
		s, err := openStore(database)
		if err == nil {
			return s
		}
		if time.Now().After(deadline) {
			t.Fatal(err)
		}
	}
}

func TestLastHandlerClosesTheDatabase(t *testing.T) {
	directory := t.TempDir()
	database := filepath.Join(directory, "tasks.db")
	first := provision(t, database)
	second := provision(t, filepath.Join(directory, "x", "..", "tasks.db"))
	if first.store != second.store {
		t.Fatal("two spellings of one path opened two databases")
	}
	if err := first.Cleanup(); err != nil {
		t.Fatal(err)
	}
	if _, found, err := second.store.get(975); !found || err != nil {
		t.Fatal("closed too early:", err)
	}
	closed := second.store
	if err := second.Cleanup(); err != nil {
		t.Fatal(err)
	}
	if _, _, err := closed.get(975); err == nil {
		t.Fatal("still open")
	}
}

// A failure of the sandbox itself is an error for the site to handle, not a response of the API.
func TestDatabaseFailureIsAnError(t *testing.T) {
	h := provision(t, filepath.Join(t.TempDir(), "tasks.db"))
	if err := h.store.db.Close(); err != nil {
		t.Fatal(err)
	}
	for _, r := range []*http.Request{
		httptest.NewRequest("POST", agentPath+"UpdateBatchTask?id=975", strings.NewReader(`{"State":"New"}`)),
		httptest.NewRequest("POST", agentPath+"GetBatchTaskInfosByState?state=New", nil),
		httptest.NewRequest("GET", tasksPath, nil),
	} {
		var failed caddyhttp.HandlerError
		if err := h.ServeHTTP(httptest.NewRecorder(), r, nil); !errors.As(err, &failed) || failed.StatusCode != 500 {
			t.Errorf("%s: error %v", r.URL, err)
		}
	}
}

func TestProvisionRefuses(t *testing.T) {
	directory := t.TempDir()
	foreign := filepath.Join(directory, "foreign.db")
	writeBucket(t, foreign, "sessions", "a", "b")
	damaged := filepath.Join(directory, "damaged.db")
	writeBucket(t, damaged, "tasks", "12345678", `[1]`)
	plain := filepath.Join(directory, "plain.txt")
	if err := os.WriteFile(plain, []byte(strings.Repeat("no database\n", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}

	for database, want := range map[string]string{
		foreign:                          "database " + foreign + ": file contains data of another program",
		damaged:                          "database " + damaged + ": entry 3132333435363738 is not a task",
		plain:                            "database " + plain + ": invalid database",
		directory:                        "is a directory",
		filepath.Join(plain, "tasks.db"): "not a directory",
		"{env.BATCH_TASK_SANDBOX_NOT_SET}/tasks.db": "database: ",
	} {
		h := &Handler{Database: database}
		ctx, cancel := caddy.NewContext(caddy.Context{Context: context.Background()})
		err := h.Provision(ctx)
		if err == nil {
			err = h.Validate()
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want %q", database, err, want)
		}
		// Caddy also cleans up handlers that failed to load.
		if err := h.Cleanup(); err != nil {
			t.Error(err)
		}
		cancel()
	}
}

// A configuration can be validated beside the process that runs it, but not run.
func TestDatabaseInUse(t *testing.T) {
	locked := filepath.Join(t.TempDir(), "locked.db")
	holder, err := openStore(locked)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = holder.Destruct() }()
	config := fmt.Sprintf(`{"admin":{"disabled":true,"config":{"persist":false}},"logging":{"logs":{"default":{"writer":{"output":"discard"}}}},`+
		`"apps":{"http":{"servers":{"s":{"listen":[%q],"routes":[{"handle":[{"handler":"batch_task_sandbox","database":%q}]}]}}}}}`,
		freeaddr.New(t), locked)
	var parsed caddy.Config
	if err := json.Unmarshal([]byte(config), &parsed); err != nil {
		t.Fatal(err)
	}
	if err := caddy.Validate(&parsed); err != nil {
		t.Error(err)
	}
	err = caddy.Load([]byte(config), true)
	if want := "database " + locked + ": file is in use by another process"; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("error %v, want %q", err, want)
	}
	if err := holder.Destruct(); err != nil {
		t.Fatal(err)
	}
	if err := caddy.Load([]byte(config), true); err != nil {
		t.Error(err)
	}
	if err := caddy.Stop(); err != nil {
		t.Error(err)
	}
	openSoon(t, locked)
}

// writeBucket creates a bbolt file with one entry.
func writeBucket(t *testing.T, path, bucket, key, value string) {
	t.Helper()
	db, err := bbolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		b, err := tx.CreateBucket([]byte(bucket))
		if err != nil {
			return err
		}
		return b.Put([]byte(key), []byte(value))
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestDefaultDatabaseIsInTheDataDirectory(t *testing.T) {
	t.Setenv("XDG_DATA_HOME", t.TempDir())
	h := provision(t, "")
	expect(t, h.path, filepath.Join(os.Getenv("XDG_DATA_HOME"), "caddy", "batch_task_sandbox", "tasks.db"))
	info, err := os.Stat(h.path)
	if err != nil {
		t.Fatal(err)
	}
	expect(t, info.Mode().String(), "-rw-------")
}
