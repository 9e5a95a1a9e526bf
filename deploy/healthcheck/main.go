// Command healthcheck tells whether the guard in the same container is well, for an image that has no shell to ask with.
// It exits with 0 if the URL that it is given, or the guard's own, is answered with 200.
package main

import (
	"fmt"
	"net/http"
	"os"
	"time"
)

// timeout is shorter than that of the image's HEALTHCHECK, so that what is wrong is said and not cut off.
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
	// A proxy from the environment is for other hosts, and a redirect leads to one.
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
