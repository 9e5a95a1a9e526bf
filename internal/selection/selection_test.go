package selection

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/problem"
)

// verdict returns the verdict on the member at a path of names.
func verdict(n *Node, path string) edit.Verdict {
	if n == nil {
		return edit.Keep
	}
	names := strings.Split(path, "/")
	var rule edit.Rule = n
	for _, name := range names {
		action := rule.Member([]byte(name))
		if action.Verdict != edit.Into {
			return action.Verdict
		}
		rule = action.Within
	}
	return edit.Into
}

func TestParse(t *testing.T) {
	for _, tc := range []struct{ list, keeps, descends, nulls string }{
		{"", "Id x/y", "", ""},
		{"*", "Id", "", ""},
		{" , ,", "Id", "", ""},
		{"Id,*", "Name", "", ""},
		{"Id", "Id ID id", "", "Name Idx I"},
		{" Id ,\tState,, ", "Id State", "", "Name"},
		{"TableRight/Mask", "TableRight/Mask tableright/MASK", "TableRight", "TableRight/Reason Mask"},
		{"TableRight/*", "TableRight TableRight/Mask", "", "Id"},
		{"TableRight/Mask,TableRight", "TableRight", "", "Id"},
		{"TableRight,TableRight/Mask", "TableRight", "", "Id"},
		{"/a//b/ , c", "a/b c", "a", "b a/c"},
		{" a / b ", "a/b", "a", "a/c"},
		{"a/b/c,a/d", "a/b/c a/d", "a a/b", "a/b/d a/e"},
		{"nowhere", "nowhere", "", "Id"},
		{"*/*", "Id", "", ""},
		{"TableRight/*/*", "TableRight TableRight/Mask", "", "Id"},
		{"*/a", "*/a", "*", "b a"},
		{"a/*/b", "a/*/b", "a a/*", "a/c"},
		{"**,a*", "** a*", "", "a b"},
		{"\u017ftate", "\u017ftate", "", "State state"},
	} {
		n, err := Parse(tc.list, edit.Null)
		if err != nil {
			t.Errorf("%q: %v", tc.list, err)
			continue
		}
		for want, paths := range map[edit.Verdict]string{edit.Keep: tc.keeps, edit.Into: tc.descends, edit.Null: tc.nulls} {
			for path := range strings.FieldsSeq(paths) {
				if got := verdict(n, path); got != want {
					t.Errorf("%q: %s is %v, want %v", tc.list, path, got, want)
				}
			}
		}
	}
	n, _ := Parse("a/b", edit.Omit)
	if verdict(n, "x") != edit.Omit || verdict(n, "a/x") != edit.Omit || n.Unselected() != edit.Omit {
		t.Error("unselected members are not omitted")
	}
}

func isMalformed(err error) bool {
	var f *problem.Error
	return errors.As(err, &f) && f.Kind == problem.MalformedSelect
}

func TestBounds(t *testing.T) {
	many := func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "p%d,", i)
		}
		return b.String()
	}
	for name, tc := range map[string]struct {
		list   string
		passes bool
	}{
		"256 paths": {many(256), true}, "257 paths": {many(257), false},
		"32 levels": {strings.Repeat("a/", 32), true}, "33 levels": {strings.Repeat("a/", 33), false},
		"8 KiB": {strings.Repeat("a", MaxBytes), true}, "more": {strings.Repeat("a", MaxBytes+1), false},
		"too many, and everything": {many(257) + "*", false},
	} {
		if _, err := Parse(tc.list, edit.Null); (err == nil) != tc.passes || err != nil && !isMalformed(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestFromQuery(t *testing.T) {
	for _, tc := range []struct {
		query, list string
		ok          bool
	}{
		{"", "", false}, {"a=b", "", false}, {"select=a", "", false}, {"$selec=a", "", false}, {"x$select=a", "", false},
		{"$select=a,b", "a,b", true}, {"%24SELECT=a", "a", true}, {"%24%53elect=a%2Cb", "a,b", true}, {"$select", "", true},
		{"x=%zz&$select=a+b&y", "a b", true}, {"$select=a&$Select=b", "a,b", true}, {"$select=a=b", "a=b", true},
		{"$select=a;x=1", "a;x=1", true}, {"%2524select=a", "", false}, {"$\u017felect=a", "", false},
	} {
		list, ok, err := FromQuery(tc.query)
		if list != tc.list || ok != tc.ok || err != nil {
			t.Errorf("%q: %q, %v, %v", tc.query, list, ok, err)
		}
	}
	for _, query := range []string{"$select=%", "$select=%2", "$select=%zz", "$select=a&$select=%", "$select=" + strings.Repeat("a", MaxBytes+1),
		strings.Repeat("$select="+strings.Repeat("a", MaxBytes/2)+"&", 2)} {
		if _, _, err := FromQuery(query); !isMalformed(err) {
			t.Errorf("%.20q…: %v", query, err)
		}
	}
}

func TestCacheIsBounded(t *testing.T) {
	c := NewCache(edit.Null)
	for i := range 3 * maxCached {
		list := fmt.Sprintf("p%d", i)
		first, err := c.Parse(list)
		if err != nil || verdict(first, list) != edit.Keep || verdict(first, "x") != edit.Null {
			t.Fatalf("%s: %v", list, err)
		}
		if again, _ := c.Parse(list); again != first {
			t.Fatalf("%s was parsed twice", list)
		}
	}
	long := strings.Repeat("a", maxCachedBytes+1)
	if _, err := c.Parse(long); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Parse(strings.Repeat("a/", 40)); !isMalformed(err) {
		t.Error(err)
	}
	if _, cached := c.parsed[long]; cached || len(c.parsed) != maxCached {
		t.Errorf("%d lists are cached", len(c.parsed))
	}
}

// FuzzParse compares the verdict on a name with that of a reference that goes through the list path by path.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{"Id,State", "a/b,a", "*", "a/*/b", ",,/ ,", "A,a/b"} {
		f.Add(seed, "a")
	}
	f.Fuzz(func(t *testing.T, list, name string) {
		n, err := Parse(list, edit.Null)
		if err != nil || strings.Contains(name, "/") {
			return
		}
		want := edit.Null
		listed := false
		for path := range strings.SplitSeq(list, ",") {
			levels, whole := split(path)
			listed = listed || len(levels) > 0 || whole
			switch {
			case len(levels) == 0 && whole:
				want = edit.Keep
			case len(levels) == 0 || !equalFold(levels[0], name):
			case len(levels) == 1:
				want = edit.Keep
			case want != edit.Keep:
				want = edit.Into
			}
		}
		if !listed {
			want = edit.Keep
		}
		if got := verdict(n, name); got != want {
			t.Fatalf("%q: %q is %v, want %v", list, name, got, want)
		}
	})
}

func equalFold(a, b string) bool {
	lower := func(s string) string {
		b := []byte(s)
		for i, c := range b {
			if 'A' <= c && c <= 'Z' {
				b[i] = c + 'a' - 'A'
			}
		}
		return string(b)
	}
	return lower(a) == lower(b)
}
