// Package aspnet tests the guard with the framework behind it that is behind it in production: ASP.NET Web API with
// Newtonsoft.Json, DataContractSerializer and XmlSerializer, run by Mono (framework/). What that framework binds behind the
// guard is compared with what it binds when it is asked directly.
//
//	test/aspnet/run
//	test/aspnet/run -run Differential -duration 1h
//
// Without Mono there is nothing to compare with, and the tests only say what to run.
package aspnet

import (
	"bufio"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

var (
	framework = flag.String("framework", "", "the program that test/aspnet/run builds from framework/")
	duration  = flag.Duration("duration", 10*time.Second, "how long to generate inputs for the differential tests, each")
	seed      = flag.Int64("seed", 0, "of the generated inputs; 0 takes one from the clock")
)

// api is the address of the framework's program, or empty if there is none.
var api string

func TestMain(m *testing.M) {
	flag.Parse()
	if *seed == 0 {
		*seed = time.Now().UnixNano()
	}
	stop := func() {}
	if *framework != "" {
		var err error
		if stop, err = startFramework(); err != nil {
			fmt.Fprintln(os.Stderr, "the framework does not start:", err)
			os.Exit(1)
		}
	}
	status := m.Run()
	stop()
	os.Exit(status)
}

// startFramework runs the program until its standard input is closed, and takes its address from its first line.
func startFramework() (stop func(), err error) {
	program := exec.Command("mono", *framework)
	program.Env = append(os.Environ(), "TZ=UTC")
	program.Stderr = os.Stderr
	stdin, err := program.StdinPipe()
	if err != nil {
		return nil, err
	}
	stdout, err := program.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := program.Start(); err != nil {
		return nil, err
	}
	stop = func() {
		stdin.Close()
		_ = program.Wait() // it has done its work
	}
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		stop()
		return nil, err
	}
	api = "127.0.0.1:" + strings.TrimSpace(line)
	return stop, nil
}

// hasFramework reports whether there is a framework to compare with, and says in the test's log how to get one.
func hasFramework(t *testing.T) bool {
	t.Helper()
	if api == "" {
		t.Log("run test/aspnet/run, which says what it needs, to test with ASP.NET Web API")
	}
	return api != ""
}
