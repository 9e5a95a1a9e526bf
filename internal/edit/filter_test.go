package edit

import "testing"

func TestNewFilter(t *testing.T) {
	f := NewFilter("Number", []string{"State", "parameterObject", "Custom"}, []string{"Updated"})
	for _, tc := range []struct {
		name                                  string
		kept, updatable, structured, reserved bool
	}{
		{"NUMBER", true, false, false, true}, // undocumented, but plain as it is not updatable
		{"State", true, true, false, true},
		{"ParameterObject", true, true, true, true},
		{"custom", true, true, true, true},
		{"Id", false, false, false, true},
		{"TableRight", false, false, false, true},
		{"Updated", false, false, false, true},
		{"batchTaskInfo", false, false, false, true},
		{"x", false, false, false, false},
	} {
		if f.Kept.HasString(tc.name) != tc.kept || f.Updatable.HasString(tc.name) != tc.updatable ||
			f.Structured.HasString(tc.name) != tc.structured || f.Reserved.HasString(tc.name) != tc.reserved {
			t.Errorf("%s: %v, %v, %v, %v", tc.name, f.Kept.HasString(tc.name), f.Updatable.HasString(tc.name), f.Structured.HasString(tc.name), f.Reserved.HasString(tc.name))
		}
	}
}
