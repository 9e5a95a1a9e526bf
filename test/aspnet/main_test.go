// Package aspnet tests the guard before the framework that the API uses in production: ASP.NET Web API with Newtonsoft.Json,
// DataContractSerializer and XmlSerializer, run by Mono (framework/). It compares what the framework binds from requests
// through the guard with what it binds from the same requests sent directly.
//
//	test/aspnet/run
//	test/aspnet/run -run Differential -duration 1h
//
// Without the framework, the tests pass and log what to run.
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
	duration  = flag.Duration("duration", 10*time.Second, "how long each differential test generates inputs")
	seed      = flag.Int64("seed", 0, "the seed for generated inputs; 0 uses the current time")
)

// api is the address of the framework's program, or empty if it is not running.
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

// startFramework starts the program and reads its port from its first line of output. The program runs until its standard
// input is closed.
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
		_ = program.Wait() // its status no longer matters
	}
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		stop()
		return nil, err
	}
	api = "127.0.0.1:" + strings.TrimSpace(line)
	return stop, nil
}

// hasFramework reports whether the framework is running, and otherwise logs how to run it.
func hasFramework(t *testing.T) bool {
	t.Helper()
	if api == "" {
		t.Log("not tested: run test/aspnet/run, which says what it needs")
	}
	return api != ""
}
