package aspnet

import (
	"encoding/json"
	"maps"
	"strings"
)

// project returns an object after $select (contract section 5): members that are not selected are null or, if omit, removed.
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

// The properties that are not nullable in the plain class.
var plainValues = strings.Fields("Id AssociateId DetailsTable DetailsRecord IsSystemTask IsInternalTask LastStarted Created StartCount ProgressPercent CancellationBehaviour")

// nullsValues reports whether a projection has, or would have, a null in a property that is not nullable in the plain class.
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

// fill adds the members that a projection lacks, with the values of a class into which nothing was read.
func fill(projected, empty map[string]any, nullable bool) map[string]any {
	record := maps.Clone(empty)
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
