package aspnet

import (
	"fmt"
	"strings"
)

func (g *generator) json() string {
	record := func() string { return g.object(2, 1+g.Intn(6)) }
	switch g.Intn(8) {
	case 0:
		return g.space() + record() + g.space()
	case 1:
		return "{" + g.name("request") + ":{" + g.name("BatchTaskInfo") + ":" + record() + "}}"
	case 2:
		return g.object(0, 1+g.Intn(4))
	case 3:
		return "{" + g.member(1) + "," + g.name("BatchTaskInfo") + ":" + record() + "," + g.member(1) + "}"
	}
	return "{" + g.space() + g.name("BatchTaskInfo") + ":" + record() + "}" + g.space()
}

func (g *generator) object(depth, members int) string {
	var b strings.Builder
	b.WriteByte('{')
	used := map[string]bool{}
	for i := range members {
		property := pick(g, properties)
		if used[property] && !g.few(10) {
			continue // rarely a name twice, since such a document is refused
		}
		used[property] = true
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(g.space() + g.name(property) + g.space() + ":" + g.space() + g.value(property, depth))
	}
	return strings.Replace(b.String(), "{,", "{", 1) + g.space() + "}"
}

func (g *generator) member(depth int) string {
	property := pick(g, properties)
	return g.name(property) + ":" + g.value(property, depth)
}

// name returns a name in quotes, with some of its characters escaped.
func (g *generator) name(property string) string {
	text := g.spell(property)
	if !g.few(5) {
		return `"` + text + `"`
	}
	var b strings.Builder
	for _, c := range text {
		if c < 0x10000 && g.few(3) {
			fmt.Fprintf(&b, pick(g, []string{`\u%04x`, `\u%04X`}), c)
		} else {
			b.WriteRune(c)
		}
	}
	return `"` + b.String() + `"`
}

// value returns a value, in most cases one of the property's type.
func (g *generator) value(property string, depth int) string {
	if depth < 5 && g.few(4) {
		switch g.Intn(5) {
		case 0:
			return g.object(depth+1, g.Intn(4))
		case 1:
			return "[" + g.value("", depth+1) + "]"
		case 2:
			return "{" + g.name("$id") + ":" + pick(g, []string{"{}", "[]", `"1"`, "{", "[", `{"x":1}`, "null"}) + "," + g.member(depth+1) + "}"
		case 3:
			return "{" + g.name(pick(g, []string{"$ref", "$type", "$value", "$values"})) + ":" + g.value("", depth+1) + "," + g.member(depth+1) + "}"
		default:
			return pick(g, jsonValues)
		}
	}
	switch property {
	case "Id", "AssociateId", "DetailsTable", "DetailsRecord", "StartCount", "ProgressPercent":
		return pick(g, []string{"1", "7", "-3", "2147483647", `"5"`, "1.0", "null"})
	case "IsSystemTask", "IsInternalTask":
		return pick(g, []string{"true", "false", `"true"`, "1"})
	case "LastStarted", "Created":
		return pick(g, []string{`"2018-12-24T12:34:45"`, `"2018-12-24T12:34:45Z"`, `"\/Date(1)\/"`})
	case "CancellationBehaviour":
		return pick(g, []string{`"CannotCancel"`, "2", `"1"`})
	case "ParameterObject":
		return pick(g, []string{`{"a":"b"}`, `{"a":"b","$id":"1"}`, `{"Name":"EVIL"}`, `{}`, `{"a":null}`, `{"":""}`})
	case "TableRight":
		return pick(g, []string{`{"Mask":"m","Reason":"r"}`, `{"mask":"m","x":{"Name":"EVIL"}}`, `{}`, `{"Mask":{"x":1}}`})
	case "FieldProperties":
		return pick(g, []string{`{"x":{"FieldType":"t","FieldLength":7}}`, `{"x":{"FieldRight":{"Mask":"m"}},"y":null}`, `{}`})
	case "BatchTaskInfo", "request", "Carrier":
		if depth < 5 {
			return g.object(depth+1, 1+g.Intn(3))
		}
	}
	return pick(g, []string{`"S"`, `"EVIL"`, `""`, "null", `"\u0053"`, `"é 😀"`, "1", "true", `"2018-12-24T12:34:45"`, "1.50", "1e3"})
}

// space returns JSON white space or, rarely, something that only some parsers skip.
func (g *generator) space() string {
	if !g.few(6) {
		return ""
	}
	if g.few(12) {
		return pick(g, []string{"/*x*/", "//x\n", "\u00a0", "\f", "\ufeff", "\x00", "#x\n"})
	}
	return pick(g, []string{" ", "\n", "\t", "\r\n", "  "})
}

func (g *generator) patch() string {
	var operations []string
	for range 1 + g.Intn(3) {
		path := `"` + strings.Replace(pick(g, patchPaths), "$", g.spell(pick(g, properties)), 1) + `"`
		from := `"/` + g.spell(pick(g, properties)) + `"`
		members := []string{
			g.name("op") + ":" + g.name(pick(g, []string{"replace", "replace", "add", "remove", "test", "copy", "move"})),
			g.name("path") + ":" + path, g.name("value") + ":" + g.value("", 2),
		}
		if g.few(2) {
			members = append(members, g.name("from")+":"+from)
		}
		if g.few(8) {
			members = append(members, g.member(2))
		}
		g.Shuffle(len(members), func(i, j int) { members[i], members[j] = members[j], members[i] })
		operations = append(operations, "{"+strings.Join(members, ",")+"}")
	}
	return "[" + g.space() + strings.Join(operations, ",") + "]"
}
