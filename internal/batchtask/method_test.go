package batchtask

import "testing"

func TestIsSafe(t *testing.T) {
	for method, want := range map[string]bool{
		"GET": true, "HEAD": true, "OPTIONS": true, "TRACE": true,
		"POST": false, "PUT": false, "PATCH": false, "CONNECT": false, "get": false, "": false, "X": false,
	} {
		if IsSafe(method) != want {
			t.Errorf("%q: %v", method, !want)
		}
	}
}

func TestIsMethodOverride(t *testing.T) {
	for header, want := range map[string]bool{
		"X-Http-Method-Override": true, "X-Http-Method": true, "X-Method-Override": true,
		"X_http_method_override": true, "X.http-Method": true, "X-Method": false, "X-Http-Methods": false, "": false,
	} {
		if IsMethodOverride(header) != want {
			t.Errorf("%q: %v", header, !want)
		}
	}
}
