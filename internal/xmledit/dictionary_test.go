package xmledit

import (
	"strings"
	"testing"

	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/edit/edittest"
)

// dictionaries is a batch task as DataContractSerializer writes it.
const dictionaries = `<BatchTaskInfo xmlns="http://schemas.datacontract.org/2004/07/SuperOffice" xmlns:i="http://www.w3.org/2001/XMLSchema-instance">` +
	`<Id>7</Id>` +
	`<ParameterObject xmlns:a="http://schemas.microsoft.com/2003/10/Serialization/Arrays">` +
	`<a:KeyValueOfstringstring><a:Key>Culture</a:Key><a:Value>en</a:Value></a:KeyValueOfstringstring>` +
	`<a:KeyValueOfstringstring><a:Key>Mail&amp;Co</a:Key><a:Value>x</a:Value></a:KeyValueOfstringstring>` +
	`</ParameterObject>` +
	`<FieldProperties xmlns:a="http://schemas.microsoft.com/2003/10/Serialization/Arrays">` +
	`<a:KeyValueOfstringFieldPropertyoVBfM_S4><a:Key>Name</a:Key><a:Value><FieldLength>254</FieldLength><FieldType>string</FieldType></a:Value></a:KeyValueOfstringFieldPropertyoVBfM_S4>` +
	`<a:KeyValueOfstringFieldPropertyoVBfM_S4><a:Key>State</a:Key><a:Value><FieldLength>8</FieldLength><FieldType>int</FieldType></a:Value></a:KeyValueOfstringFieldPropertyoVBfM_S4>` +
	`</FieldProperties></BatchTaskInfo>`

func TestXMLDictionaries(t *testing.T) {
	const nilId, nilParameters, nilFields = `<Id i:nil="true"/>`,
		`<ParameterObject xmlns:a="http://schemas.microsoft.com/2003/10/Serialization/Arrays" i:nil="true"/>`,
		`<FieldProperties xmlns:a="http://schemas.microsoft.com/2003/10/Serialization/Arrays" i:nil="true"/>`
	const nilValue = `<a:Value i:nil="true"/>`
	between := func(from, to string) string {
		at := strings.Index(dictionaries, from)
		return dictionaries[at : at+strings.Index(dictionaries[at:], to)+len(to)]
	}
	parameters, fields := between("<ParameterObject", "</ParameterObject>"), between("<FieldProperties", "</FieldProperties>")
	const entryEnd = "</a:KeyValueOfstringFieldPropertyoVBfM_S4>"
	name := between("<a:KeyValueOfstringFieldPropertyoVBfM_S4><a:Key>Name", entryEnd)
	state := between("<a:KeyValueOfstringFieldPropertyoVBfM_S4><a:Key>State", entryEnd)
	with := func(pairs ...string) string { return strings.NewReplacer(pairs...).Replace(dictionaries) }
	for _, tc := range []struct{ paths, null, omit string }{
		{"FieldProperties",
			with("<Id>7</Id>", nilId, parameters, nilParameters),
			with("<Id>7</Id>", "", parameters, "")},
		{"FieldProperties/Name",
			with("<Id>7</Id>", nilId, parameters, nilParameters, "<a:Value><FieldLength>8</FieldLength><FieldType>int</FieldType></a:Value>", nilValue),
			with("<Id>7</Id>", "", parameters, "", state, "")},
		{"id,fieldproperties/STATE/fieldlength",
			with(parameters, nilParameters, "<a:Value><FieldLength>254</FieldLength><FieldType>string</FieldType></a:Value>", nilValue, "<FieldType>int</FieldType>", `<FieldType i:nil="true"/>`),
			with(parameters, "", name, "", "<FieldType>int</FieldType>", "")},
		{"ParameterObject/Mail&Co",
			with("<Id>7</Id>", nilId, fields, nilFields, "<a:Value>en</a:Value>", nilValue),
			with("<Id>7</Id>", "", fields, "", "<a:KeyValueOfstringstring><a:Key>Culture</a:Key><a:Value>en</a:Value></a:KeyValueOfstringstring>", "")},
		{"ParameterObject/Culture/x",
			with("<Id>7</Id>", nilId, fields, nilFields, "<a:Value>en</a:Value>", nilValue, "<a:Value>x</a:Value>", nilValue),
			with("<Id>7</Id>", "", fields, "", parameters, "")},
		{"ParameterObject/Key,ParameterObject/KeyValueOfstringstring/Value,FieldProperties/Value",
			with("<Id>7</Id>", nilId, "<a:Value>en</a:Value>", nilValue, "<a:Value>x</a:Value>", nilValue,
				"<a:Value><FieldLength>254</FieldLength><FieldType>string</FieldType></a:Value>", nilValue,
				"<a:Value><FieldLength>8</FieldLength><FieldType>int</FieldType></a:Value>", nilValue),
			with("<Id>7</Id>", "", parameters, "", fields, "")},
	} {
		for _, by := range []struct {
			verdict edit.Verdict
			want    string
		}{{edit.Null, tc.null}, {edit.Omit, tc.omit}} {
			if got := mustReshape(t, dictionaries, edittest.Select(by.verdict, strings.Split(tc.paths, ",")...)); got != by.want {
				t.Errorf("%s, %d:\n got  %s\n want %s", tc.paths, by.verdict, got, by.want)
			}
		}
	}
}

// Entries that no serializer writes: the first Key names the member, and unselected values are removed all the same.
func TestXMLOddEntries(t *testing.T) {
	for _, tc := range []struct{ what, in, null, omit string }{
		{"the Value first", `<KeyValueOf><Value>1</Value><Key>x</Key></KeyValueOf><KeyValueOf><Value>1</Value><Key>y</Key></KeyValueOf>`,
			`<KeyValueOf><Value>1</Value><Key>x</Key></KeyValueOf><KeyValueOf><Value i:nil="true"/><Key>y</Key></KeyValueOf>`,
			`<KeyValueOf><Value>1</Value><Key>x</Key></KeyValueOf>`},
		{"a Key in parts", `<KeyValueOf><!-- --><Key><![CDATA[x]]></Key><Value>1</Value></KeyValueOf><KeyValueOf><Key>&#120;<?y?></Key></KeyValueOf>`,
			`<KeyValueOf><!-- --><Key><![CDATA[x]]></Key><Value>1</Value></KeyValueOf><KeyValueOf><Key>&#120;<?y?></Key></KeyValueOf>`,
			`<KeyValueOf><!-- --><Key><![CDATA[x]]></Key><Value>1</Value></KeyValueOf><KeyValueOf><Key>&#120;<?y?></Key></KeyValueOf>`},
		{"other names, another case", `<b:keyvalueofAB xmlns:b="u"><b:key>X</b:key><b:value/></b:keyvalueofAB><b:KEYVALUEOF xmlns:b="u"><b:KEY>Y</b:KEY><b:VALUE>1</b:VALUE></b:KEYVALUEOF>`,
			`<b:keyvalueofAB xmlns:b="u"><b:key>X</b:key><b:value/></b:keyvalueofAB><b:KEYVALUEOF xmlns:b="u"><b:KEY>Y</b:KEY><b:VALUE i:nil="true"/></b:KEYVALUEOF>`,
			`<b:keyvalueofAB xmlns:b="u"><b:key>X</b:key><b:value/></b:keyvalueofAB>`},
		{"white space is a part of a Key", `<KeyValueOf><Key> x</Key><Value>1</Value></KeyValueOf>`, `<KeyValueOf><Key> x</Key><Value i:nil="true"/></KeyValueOf>`, ``},
		{"more than Key and Value", `<KeyValueOf><a>1</a><Key>y</Key><Value>2</Value><Key>x</Key><Value>3</Value></KeyValueOf>`,
			`<KeyValueOf><a i:nil="true"/><Key>y</Key><Value i:nil="true"/><Key i:nil="true"/><Value i:nil="true"/></KeyValueOf>`, ``},
		{"no Key", `<KeyValueOf><Value>1</Value></KeyValueOf><KeyValueOf/><KeyValueOf>x</KeyValueOf>`, `<KeyValueOf i:nil="true"/><KeyValueOf i:nil="true"/><KeyValueOf i:nil="true"/>`, ``},
		{"a Key that is not text", `<KeyValueOf><Key><Key>x</Key></Key><Value>1</Value></KeyValueOf>`, `<KeyValueOf i:nil="true"/>`, ``},
		{"beside others", `<x>1</x><y>2</y><KeyValueOf><Key>x</Key><Value>3</Value></KeyValueOf>`, `<x>1</x><y i:nil="true"/><KeyValueOf><Key>x</Key><Value>3</Value></KeyValueOf>`,
			`<x>1</x><KeyValueOf><Key>x</Key><Value>3</Value></KeyValueOf>`},
		{"after what looked like an array", `<y><x>1</x></y><KeyValueOf><Value>3</Value><Key>y</Key></KeyValueOf>`, `<y i:nil="true"/><KeyValueOf><Value i:nil="true"/><Key>y</Key></KeyValueOf>`, ``},
		{"in an array", `<z><KeyValueOf><Key>x</Key><Value>3</Value></KeyValueOf></z><z><KeyValueOf><Key>y</Key><Value>3</Value></KeyValueOf></z>`,
			`<z><KeyValueOf><Key>x</Key><Value>3</Value></KeyValueOf></z><z><KeyValueOf><Key>y</Key><Value i:nil="true"/></KeyValueOf></z>`,
			`<z><KeyValueOf><Key>x</Key><Value>3</Value></KeyValueOf></z>`},
		{"in one another", `<KeyValueOf><Value><KeyValueOf><Value>1</Value><Key>w</Key></KeyValueOf><KeyValueOf><Key>v</Key><Value>2</Value></KeyValueOf></Value><Key>d</Key></KeyValueOf>`,
			`<KeyValueOf><Value><KeyValueOf><Value>1</Value><Key>w</Key></KeyValueOf><KeyValueOf><Key>v</Key><Value i:nil="true"/></KeyValueOf></Value><Key>d</Key></KeyValueOf>`,
			`<KeyValueOf><Value><KeyValueOf><Value>1</Value><Key>w</Key></KeyValueOf></Value><Key>d</Key></KeyValueOf>`},
	} {
		document := func(inside string) string {
			return `<BatchTaskInfo xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><A>` + inside + `</A></BatchTaskInfo>`
		}
		for _, by := range []struct {
			verdict edit.Verdict
			want    string
		}{{edit.Null, document(tc.null)}, {edit.Omit, strings.Replace(document(tc.omit), "<A></A>", "", 1)}} {
			rule := edittest.Select(by.verdict, "A/x", "A/d/w")
			got := mustReshape(t, document(tc.in), rule)
			if got != by.want {
				t.Errorf("%s, %d:\n in   %s\n got  %s\n want %s", tc.what, by.verdict, tc.in, got, by.want)
			} else if again := mustReshape(t, got, rule); again != got {
				t.Errorf("%s, %d: reshaped again: %s", tc.what, by.verdict, again)
			}
		}
	}
	const record = `<BatchTaskInfo xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><KeyValueOf><Key>x</Key><Value/></KeyValueOf></BatchTaskInfo>`
	const nulled = `<BatchTaskInfo xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><KeyValueOf i:nil="true"/></BatchTaskInfo>`
	if got := mustReshape(t, record, edittest.Select(edit.Null, "x")); got != nulled {
		t.Errorf("a batch task is not a dictionary: %s", got)
	}
}
