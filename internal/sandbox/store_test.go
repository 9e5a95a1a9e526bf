package sandbox

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/tidwall/gjson"
)

func TestSamples(t *testing.T) {
	inState := map[string]int{}
	for _, task := range sampleTasks() {
		if err := checkJSON(task); err != nil {
			t.Fatal(err)
		}
		members := parseObject(task)
		if len(members) != len(properties) {
			t.Fatalf("%d members in %s", len(members), task)
		}
		for j, m := range members {
			expect(t, m.name, properties[j].Name)
		}
		state, known := stateName(gjson.Get(task, "State").Str)
		if !known {
			t.Errorf("state of %s", task)
		}
		inState[state]++
		expect(t, complete(task, gjson.Get(task, "Id").Raw), task)
	}
	for _, state := range states[:len(states)-1] {
		if inState[state.name] < 2 {
			t.Errorf("%d samples have the state %s", inState[state.name], state.name)
		}
	}
}

// Concurrent updates of different properties are all stored.
func TestConcurrentUpdatesLoseNothing(t *testing.T) {
	s := newSite(t)
	const writers, rounds = 8, 10
	var wg sync.WaitGroup
	for writer := range writers {
		wg.Go(func() {
			for round := range rounds {
				s.update("", "application/json", fmt.Sprintf(`{"Id":975,"Extra%d":%d}`, writer, round))
				s.do("GET", lastPath, "")
				s.do("GET", tasksPath, "")
			}
		})
	}
	wg.Wait()
	task := s.task("975")
	for writer := range writers {
		expect(t, gjson.Get(task, fmt.Sprintf("Extra%d", writer)).Raw, fmt.Sprint(rounds-1))
	}
	if got := len(parseObject(task)); got != len(properties)+writers {
		t.Errorf("%d members", got)
	}
}

func TestUpdateThatChangesNothingWritesNothing(t *testing.T) {
	h := provision(t, filepath.Join(t.TempDir(), "tasks.db"))
	written := commits(t, h.store)
	for _, in := range []input{
		{formatJSON, `{"Id":975,"State":"Aquired"}`, ""},
		{formatMergePatch, `{"Id":975,"State":"Aquired","ParameterObject":{"ParameterObject2":"laboriosam"}}`, ""},
		{formatJSONPatch, `[{"op":"replace","path":"/State","value":"Aquired"}]`, "id=975"},
	} {
		got, err := updateBatchTask(h.store, in)
		if err != nil {
			t.Fatal(err)
		}
		expect(t, got.doc, sampleJSON(t, 975))
	}
	if now := commits(t, h.store); now != written {
		t.Errorf("%d writes", now-written)
	}
}

// commits returns the id of the last write transaction.
func commits(t *testing.T, s *store) int {
	t.Helper()
	tx, err := s.db.Begin(false)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }()
	return tx.ID()
}

// childDatabase is the variable that makes TestUpdatesSurviveKill's child process update a database.
const childDatabase = "BATCH_TASK_SANDBOX_CHILD_DATABASE"

func TestMain(m *testing.M) {
	if database := os.Getenv(childDatabase); database != "" {
		if err := countUp(database, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	os.Exit(m.Run())
}

// countUp increments StartCount of task 975 forever, and prints each number once its update has returned.
func countUp(database string, out io.Writer) error {
	s, err := openStore(database)
	if err != nil {
		return err
	}
	task, _, err := s.get(975)
	if err != nil {
		return err
	}
	for n := gjson.Get(task, "StartCount").Int() + 1; ; n++ {
		in := input{formatJSON, fmt.Sprintf(`{"Id":975,"StartCount":%d}`, n), ""}
		if _, err := updateBatchTask(s, in); err != nil {
			return err
		}
		if _, err := fmt.Fprintln(out, n); err != nil {
			return err
		}
	}
}

// Killing a process while it writes loses no acknowledged update and damages nothing.
func TestUpdatesSurviveKill(t *testing.T) {
	database := filepath.Join(t.TempDir(), "tasks.db")
	for range 4 {
		acknowledged := countAndKill(t, database)
		s, err := openStore(database)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.check(); err != nil {
			t.Error(err)
		}
		task, _, err := s.get(975)
		if err != nil {
			t.Fatal(err)
		}
		// One more update may have been stored without being acknowledged.
		if stored := gjson.Get(task, "StartCount").Int(); stored != acknowledged && stored != acknowledged+1 {
			t.Errorf("%d stored, %d acknowledged", stored, acknowledged)
		}
		if err := s.Destruct(); err != nil {
			t.Fatal(err)
		}
	}
}

// countAndKill runs countUp in a child process, kills it, and returns the last number it printed.
func countAndKill(t *testing.T, database string) int64 {
	t.Helper()
	executable, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	child := exec.Command(executable)
	child.Env = append(os.Environ(), childDatabase+"="+database)
	var stderr bytes.Buffer
	child.Stderr = &stderr
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	last := int64(0)
	for printed := 0; lines.Scan(); printed++ {
		last = gjson.Parse(lines.Text()).Int()
		if printed == 50 {
			if err := child.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := child.Wait(); err == nil || !strings.Contains(err.Error(), "killed") || last == 0 {
		t.Fatal(err, stderr.String())
	}
	return last
}
