package aspnet

import (
	"encoding/json"
	"strings"
)

// project returns what a $select leaves of an object (contract section 5): what isn't selected is null, or goes.
func project(object map[string]any, paths [][]string, omit bool) map[string]any {
	left := map[string]any{}
	for name, member := range object {
		var below [][]string
		whole := false
		for _, path := range paths {
			if path[0] == "*" || strings.EqualFold(path[0], name) {
				whole = whole || len(path) == 1
				below = append(below, path[1:])
			}
		}
		inner, ok := member.(map[string]any)
		switch {
		case whole:
			left[name] = member
		case ok && below != nil:
			left[name] = project(inner, below, omit)
		case !omit:
			left[name] = nil
		}
	}
	return left
}

func selectPaths(selection string) [][]string {
	var paths [][]string
	for path := range strings.SplitSeq(selection, ",") {
		paths = append(paths, strings.Split(path, "/"))
	}
	return paths
}

// The properties whose type in the plain class has no null.
var plainValues = strings.Fields("Id AssociateId DetailsTable DetailsRecord IsSystemTask IsInternalTask LastStarted Created StartCount ProgressPercent CancellationBehaviour")

// nullsValues reports whether a projection has a null, or would have, where the plain class takes none.
func nullsValues(record map[string]any) bool {
	for _, name := range plainValues {
		if value, ok := record[name]; ok && value == nil {
			return true
		}
	}
	fields, _ := record["FieldProperties"].(map[string]any)
	for _, field := range fields {
		if field, ok := field.(map[string]any); ok {
			if length, ok := field["FieldLength"]; ok && length == nil {
				return true
			}
		}
	}
	return false
}

// fill gives a projection the members that it hasn't: as a class has them that nothing was read into.
func fill(projected, empty map[string]any, nullable bool) map[string]any {
	record := map[string]any{}
	for name, value := range empty {
		record[name] = value
	}
	for name, value := range projected {
		if value != nil {
			record[name] = value
		}
	}
	fillRight(record["TableRight"])
	if fields, ok := record["FieldProperties"].(map[string]any); ok {
		for _, field := range fields {
			if field, ok := field.(map[string]any); ok {
				fillMissing(field, "FieldRight", nil)
				fillMissing(field, "FieldType", nil)
				fillRight(field["FieldRight"])
				if !nullable {
					fillMissing(field, "FieldLength", 0.0)
				}
				fillMissing(field, "FieldLength", nil)
			}
		}
	}
	return record
}

func fillRight(right any) {
	if right, ok := right.(map[string]any); ok {
		fillMissing(right, "Mask", nil)
		fillMissing(right, "Reason", nil)
	}
}

func fillMissing(object map[string]any, name string, value any) {
	if _, ok := object[name]; !ok {
		object[name] = value
	}
}

func decode(text string) (value map[string]any, err error) {
	err = json.Unmarshal([]byte(text), &value)
	return value, err
}
