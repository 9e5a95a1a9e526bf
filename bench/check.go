package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// check sends a case's request and checks that the response shows the case's job. As with wrk, a truncated response is
// requested again.
func check(ctx context.Context, s *site, c *testCase) error {
	err := checkOnce(ctx, s, c)
	for range 2 {
		if !errors.Is(err, io.ErrUnexpectedEOF) {
			return err
		}
		err = checkOnce(ctx, s, c)
	}
	return err
}

func checkOnce(ctx context.Context, s *site, c *testCase) error {
	r, err := http.NewRequestWithContext(ctx, c.request.method, "http://"+s.address+c.request.target,
		bytes.NewReader(c.request.body))
	if err != nil {
		return err
	}
	for _, field := range c.request.header {
		r.Header.Set(field[0], field[1])
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("status %d: %s", resp.StatusCode, body[:min(len(body), 1000)])
	}
	did := job{
		strips:   strings.HasPrefix(resp.Header.Get("X-Stripped-Properties"), "Name, AssociateId"),
		selects:  bytes.Contains(body, []byte(`"AssociateId": null`)),
		converts: bytes.Contains(body, []byte(`"LastStarted": "2001-10-07T12:28:48.1445497-04:00"`)),
	}
	if did != c.does {
		return fmt.Errorf("it did %+v instead of %+v", did, c.does)
	}
	return nil
}
