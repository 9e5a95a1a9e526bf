package batchtask

import "testing"

func TestMayBeStructured(t *testing.T) {
	for property, want := range map[string]bool{
		"ParameterObject": true, "tableright": true, "FIELDPROPERTIES": true, "Custom": true, "Param\u00e9terObject": true,
		"Id": false, "State": false, "name": false, "CancellationBehaviour": false, "Created": false, "Context": false, "ProgressPercent": false,
	} {
		if MayBeStructured(property) != want {
			t.Errorf("%s: %v", property, !want)
		}
	}
}
