package edit

import (
	"testing"
)

func TestStripped(t *testing.T) {
	var s Stripped
	for i, name := range []string{"Name", "", "Created"} {
		s.Add([]byte(name), 7-8*i)
	}
	if s.Known(0) != 7 || s.Known(1) != -1 || s.Known(2) != -9 {
		t.Errorf("known %v", s.list)
	}
	if s.Len() != 3 || string(s.Name(0)) != "Name" || string(s.Name(1)) != "" || string(s.Name(2)) != "Created" || s.Size() != len("Name, , Created, ") {
		t.Errorf("%d names, %q", s.Len(), s.text)
	}
	if s.Reset(); s.Len() != 0 || s.Size() != 0 {
		t.Error("Reset leaves names")
	}
}
