// Command healthcheck checks the health of the guard in the same container, whose image has no shell. It exits with 0 if the
// response from the given URL, or from the guard's health check, is a 200.
package main

import (
	"fmt"
	"net/http"
	"os"
	"time"
)

// timeout is shorter than that of the image's HEALTHCHECK, so that an error is printed.
const timeout = 3 * time.Second

func main() {
	url := "http://127.0.0.1:9180/healthz"
	if len(os.Args) > 1 {
		url = os.Args[1]
	}
	if err := check(url); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func check(url string) error {
	// A proxy or a redirect could lead to another host, so neither is used.
	client := http.Client{
		Timeout:       timeout,
		Transport:     new(http.Transport),
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	resp, err := client.Get(url)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", url, resp.Status)
	}
	return nil
}
