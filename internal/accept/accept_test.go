package accept

import "testing"

func TestBest(t *testing.T) {
	offers := []string{"application/json", "text/json", "application/xml"}
	for _, tc := range []struct {
		accept []string
		want   int
	}{
		{nil, -1},
		{[]string{""}, -1},
		{[]string{"image/png"}, -1},
		{[]string{"application/xml"}, 2},
		{[]string{"Application/XML"}, 2},
		{[]string{"text/*"}, 1},
		{[]string{"*/*"}, 0},
		{[]string{"app*"}, -1},
		{[]string{"*"}, -1},
		{[]string{"application/xml, application/json"}, 0}, // no preference
		{[]string{"application/xml, application/json;q=0.999"}, 2},
		{[]string{"application/json ; q=0.1", "application/xml; Q = 0.2"}, 2},
		{[]string{"*/*, application/json;q=0.5"}, 1},
		{[]string{"*/*;q=0.1, application/json;q=0, text/*;q=0"}, 2},
		{[]string{"application/*;q=0.2, text/json;q=0.1"}, 0},
		{[]string{"application/xml;q=0"}, -1},
		{[]string{"application/xml;q=x, application/json;q=0.9"}, 2},
		{[]string{"application/xml;q=2, application/json;q=0.9"}, 2},
		{[]string{"application/xml;charset=utf-8;q=0.3, application/json;q=0.2"}, 2},
		{[]string{"application/xml;q=0.1, application/xml;q=0.9, application/json;q=0.5"}, 2},
	} {
		if got := Best(tc.accept, offers...); got != tc.want {
			t.Errorf("%q: %d, want %d", tc.accept, got, tc.want)
		}
	}
}
