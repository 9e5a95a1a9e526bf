package names

import (
	"fmt"
	"strings"
	"testing"
)

func TestEqual(t *testing.T) {
	for _, tc := range []struct {
		a, b string
		want bool
	}{
		{"", "", true}, {"State", "sTATE", true}, {"a-1_[", "A-1_[", true},
		{"State", "Stat", false}, {"\u017ftate", "State", false}, {"\u212aind", "Kind", false}, {"\u00c6", "\u00e6", false},
		{"[", "{", false}, {"@", "`", false}, {"a\x00", "a", false},
	} {
		if Equal(tc.a, tc.b) != tc.want || Equal([]byte(tc.b), tc.a) != tc.want {
			t.Errorf("%q and %q: %v", tc.a, tc.b, !tc.want)
		}
	}
	if !HasPrefix("BatchTaskInfo.x", "batchtaskinfo") || HasPrefix("Batch", "BatchTaskInfo") {
		t.Error("HasPrefix")
	}
}

func TestSet(t *testing.T) {
	list := []string{"Id", "State", "id", "Description", ""}
	s := NewSet(list...)
	if s.Len() != 4 || s.Name(0) != "Id" || s.Name(3) != "" {
		t.Fatalf("%d names, %q", s.Len(), s.list)
	}
	for name, want := range map[string]int{"ID": 0, "state": 1, "DESCRIPTION": 2, "": 3, "Stat": -1, "Statf": -1, "\u017ftate": -1} {
		if got := s.Index([]byte(name)); got != want || s.Has([]byte(name)) != (want >= 0) || s.HasString(name) != (want >= 0) {
			t.Errorf("%q: %d, want %d", name, got, want)
		}
	}
	var none *Set
	if NewSet().HasString("x") || none.HasString("x") || none.Index(nil) != -1 {
		t.Error("an empty set contains a name")
	}
	many := make([]string, 3000)
	for i := range many {
		many[i] = fmt.Sprintf("a%04dz", i)
	}
	s = NewSet(many...)
	for i, name := range many {
		if s.Index([]byte(strings.ToUpper(name))) != i {
			t.Fatalf("%s is not found", name)
		}
	}
}

func TestSeen(t *testing.T) {
	var s Seen
	for range 2 {
		for i, name := range []string{"State", "Id", "", "\x00", "\u017ftate"} {
			if !s.Add([]byte(name), -1) {
				t.Errorf("%d: %q is not new", i, name)
			}
			if known := 7 * i; !s.Add(nil, known) || s.Add(nil, known) {
				t.Errorf("index %d is not new the first time, or new the second time", known)
			}
		}
		for _, name := range []string{"sTATE", "ID", "", "\x00", "\u017fTATE"} {
			if s.Add([]byte(name), -1) {
				t.Errorf("%q is new", name)
			}
		}
		for i := range 5000 {
			name := fmt.Appendf(nil, "same first and last letters %d as the others", i)
			if !s.Add(name, -1) || s.Add(name, -1) {
				t.Fatalf("%s", name)
			}
		}
		s.Reset()
	}
}
