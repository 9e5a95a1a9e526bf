package caddymodule

import (
	"testing"
)

// What arrives at the API (contract section 4).
func TestRequestIsStripped(t *testing.T) {
	s := startSite(t, "")
	for _, tc := range []struct {
		name, contentType, sent, arrived, stripped string
	}{
		{"record alone", "application/json", `{"Id":1,"State":"Started"}`, `{"Id":1,"State":"Started"}`, ""},
		{"record alone, stripped", "application/json", `{"Name":"n","Id":1,"Created":"x"}`, `{"Id":1}`, "Name, Created"},
		{"record in a member", "application/json", `{"BatchTaskInfo":{"Id":1,"Name":"n"}}`, `{"BatchTaskInfo":{"Id":1}}`, "Name"},
		{"members beside the record", "application/json", `{"State":"x","BatchTaskInfo":{"Name":1,"Id":1},"y":2}`, `{"BatchTaskInfo":{"Id":1}}`, "State, Name, y"},
		{"bytes kept", "application/json", "{ \"Id\" : 12345678901234567890 , \"st\\u0061te\":\t1.50e+1 }", "{ \"Id\" : 12345678901234567890 , \"st\\u0061te\":\t1.50e+1 }", ""},
		{"form", "application/x-www-form-urlencoded", "BatchTaskInfo.Id=1&Name=x&batchtaskinfo%5Bstate%5D=a+b", "BatchTaskInfo.Id=1&batchtaskinfo%5Bstate%5D=a+b", "Name"},
		{"patch", "application/json-patch+json", `[{"op":"replace","path":"/state","value":1}, {"op":"remove","path":"/BatchTaskInfo/Name"}]`, `[{"op":"replace","path":"/state","value":1}]`, "Name"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, resp := s.forwarded(request("", tc.sent, "Content-Type: "+tc.contentType))
			if got == nil {
				t.Fatalf("nothing arrived; answer %d %s", resp.status, resp.body)
			}
			if got.body != tc.arrived {
				t.Errorf("arrived %q, want %q", got.body, tc.arrived)
			}
			if h := resp.header.Get("X-Stripped-Properties"); h != tc.stripped {
				t.Errorf("stripped header %q, want %q", h, tc.stripped)
			}
		})
	}
}
