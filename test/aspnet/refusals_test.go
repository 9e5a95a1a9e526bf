package aspnet

import "testing"

func checkRefusals(t *testing.T, refused map[string]string) {
	t.Helper()
	for detail, in := range refused {
		t.Logf("REFUSED %s: %s", detail, in)
	}
}
