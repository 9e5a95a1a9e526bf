package aspnet

import (
	"fmt"
	"slices"
	"strings"
)

func (g *generator) xml() string {
	namespaces := pick(g, xmlNamespaces)
	if g.few(20) {
		namespaces = pick(g, []string{"", contractNamespace, ` xmlns="u"` + schemaInstance, serialization})
	}
	declaration := ""
	if g.few(4) {
		declaration = pick(g, []string{`<?xml version="1.0"?>`, `<?xml version="1.0" encoding="utf-8"?>`, "\ufeff", `<?xml version="1.0" encoding="UTF-8" standalone="no"?>` + "\n", "<!--x-->", "<?p?>"})
	}
	if g.few(3) {
		return declaration + "<BatchTaskInfo" + namespaces + g.attributes() + ">" + g.elements(1) + "</BatchTaskInfo>"
	}
	beside := func() string {
		if g.few(6) {
			return g.element(pick(g, properties), 1)
		}
		return ""
	}
	return declaration + "<Carrier" + namespaces + g.attributes() + ">" + beside() + "<BatchTaskInfo" + g.attributes() + ">" + g.elements(1) + "</BatchTaskInfo>" + beside() + "</Carrier>" + g.filling()
}

// elements returns properties, in most cases in the order that DataContractSerializer expects.
func (g *generator) elements(depth int) string {
	var names []string
	for range 1 + g.Intn(6) {
		name := pick(g, properties)
		if name[0] != '$' && (!slices.Contains(names, name) || g.few(10)) {
			names = append(names, name)
		}
	}
	if !g.few(4) {
		slices.Sort(names)
	}
	var b strings.Builder
	for _, name := range names {
		b.WriteString(g.filling() + g.element(name, depth))
	}
	return b.String() + g.filling()
}

func (g *generator) element(name string, depth int) string {
	if g.few(8) {
		if name = g.spell(name); strings.ContainsAny(name, " \x00[]\ufeff\u200b") {
			name = strings.ToLower(strings.Trim(name, " \x00[]\ufeff\u200b"))
		}
	}
	content := pick(g, []string{"S", "EVIL", "7", "true", "", "2018-12-24T12:34:45"})
	switch {
	case g.few(6):
		content = pick(g, xmlContents)
	case depth < 4 && g.few(6):
		content = g.elements(depth + 1)
	case g.few(6):
		content = g.filling() + content + g.filling()
	case strings.EqualFold(name, "ParameterObject"):
		content = pick(g, []string{`<Entry><Key>k</Key><Value>v</Value></Entry>`, `<a:KeyValueOfstringstring` + arrays + `><a:Key>k</a:Key><a:Value>v</a:Value></a:KeyValueOfstringstring>`, "<Entry>" + g.elements(depth+1) + "</Entry>"})
	case strings.EqualFold(name, "TableRight"):
		content = pick(g, []string{`<Mask>m</Mask><Reason>r</Reason>`, `<Reason>r</Reason>`, "<Mask>" + g.elements(depth+1) + "</Mask>"})
	}
	prefix := ""
	if g.few(15) {
		prefix = pick(g, []string{"i:", "z:", "s:"})
	}
	return fmt.Sprintf("<%s%s%s>%s</%[1]s%[2]s>", prefix, name, g.attributes(), content)
}

func (g *generator) attributes() string {
	if !g.few(8) {
		return ""
	}
	return pick(g, xmlAttributes)
}

// filling returns something to insert between elements or into text.
func (g *generator) filling() string {
	if !g.few(8) {
		return ""
	}
	return pick(g, []string{" ", "\n\t", "<!--x-->", "<!-- <Name>EVIL</Name> -->", "<?p x?>", "<![CDATA[]]>", "text", "<x/>", "&#32;"})
}

func (g *generator) form() string {
	var pairs []string
	for range 1 + g.Intn(4) {
		key := strings.Replace(pick(g, formKeys[:16]), "$", g.encode(g.spell(pick(g, properties))), 1)
		if g.few(4) {
			key = strings.Replace(pick(g, formKeys), "$", g.spell(pick(g, formNames)), 1)
		}
		value := "=" + g.encode(pick(g, []string{"S", "EVIL", "7", "true", "", "a&b", "2018-12-24T12:34:45"}))
		if g.few(6) {
			value = pick(g, formValues)
		}
		pairs = append(pairs, key+value)
	}
	return strings.Join(pairs, "&")
}

// encode percent-encodes the characters that must be, and sometimes others.
func (g *generator) encode(text string) string {
	var b strings.Builder
	for i := range len(text) {
		c := text[i]
		if strings.IndexByte("&=%+;# \x00", c) >= 0 || c >= 0x80 || g.few(8) {
			fmt.Fprintf(&b, pick(g, []string{"%%%02x", "%%%02X"}), c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}
