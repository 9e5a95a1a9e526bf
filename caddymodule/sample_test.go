package caddymodule

import (
	"net/http"
	"os"
	"testing"
)

const (
	sampleQuery = "?$select=Id,State,LastStarted,TableRight/Mask"
	sampleZone  = "SO-TimeZone: US-NY"
)

func sample(t testing.TB, name string) string {
	t.Helper()
	text, err := os.ReadFile("testdata/sample/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// The sample of the documentation, byte for byte: what the API gets and what the client gets.
func TestSample(t *testing.T) {
	s := startSite(t, "")
	s.upstream.answers(jsonResponse(sample(t, "response.json")))
	got, resp := s.forwarded(request(sampleQuery, sample(t, "request.json"),
		"Authorization: Basic dGplMDpUamUw", "Content-Type: application/json; charset=utf-8", sampleZone))
	if got == nil || resp.status != http.StatusOK {
		t.Fatalf("response %d %s", resp.status, resp.body)
	}
	if want := sample(t, "arrived.json"); got.body != want {
		t.Errorf("arrived %s\nwant %s", got.body, want)
	}
	if want := sample(t, "reshaped.json"); resp.body != want {
		t.Errorf("came back %s\nwant %s", resp.body, want)
	}
	want := "Name, AssociateId, DetailsTable, DetailsRecord, IsSystemTask, IsInternalTask, ParameterObject, LastStarted, " +
		"Created, StartCount, DatabaseSerialNumber, Context, Result, ProgressDescription, ProgressPercent, FileName"
	if h := resp.header.Get("X-Stripped-Properties"); h != want {
		t.Errorf("stripped %q, want %q", h, want)
	}
}
