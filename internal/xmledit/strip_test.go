package xmledit

import (
	"strings"
	"testing"

	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/problem"
)

func TestXMLStrip(t *testing.T) {
	const ns = ` xmlns="urn:so" xmlns:i="http://www.w3.org/2001/XMLSchema-instance"`
	for _, tc := range []struct{ name, in, want, stripped string }{
		{
			"a record as the root",
			`<BatchTaskInfo><Id>1</Id><Name>n</Name><State>New</State></BatchTaskInfo>`,
			`<BatchTaskInfo><Id>1</Id><State>New</State></BatchTaskInfo>`, "Name",
		},
		{
			"the white space before a stripped element is deleted",
			"<?xml version='1.0'?>\n<BatchTaskInfo>\n  <Id>1</Id>\n  <Name>n</Name>\n  <Context/>\n  <State>New</State>\n  <Result/>\n</BatchTaskInfo>\n",
			"<?xml version='1.0'?>\n<BatchTaskInfo>\n  <Id>1</Id>\n  <State>New</State>\n</BatchTaskInfo>\n", "Name,Context,Result",
		},
		{
			"a record in a root",
			`<UpdateBatchTask><BatchTaskInfo><Name>n</Name><State>New</State></BatchTaskInfo></UpdateBatchTask>`,
			`<UpdateBatchTask><BatchTaskInfo><State>New</State></BatchTaskInfo></UpdateBatchTask>`, "Name",
		},
		{
			"the other children of the root go, updatable names among them",
			`<R><State>a</State><BatchTaskInfo><State>b</State><Name/></BatchTaskInfo><Id>7</Id></R>`,
			`<R><BatchTaskInfo><State>b</State></BatchTaskInfo></R>`, "State,Name,Id",
		},
		{
			"a root with no record in it is the record",
			`<Task><Id>1</Id><Name>n</Name></Task>`,
			`<Task><Id>1</Id></Task>`, "Name",
		},
		{
			"names in any case",
			`<batchTASKinfo><iD>1</iD><STATE>x</STATE><name>n</name></batchTASKinfo>`,
			`<batchTASKinfo><iD>1</iD><STATE>x</STATE></batchTASKinfo>`, "name",
		},
		{
			"only ASCII case",
			"<R><BatchTas\u212AInfo><State>1</State></BatchTas\u212AInfo><State>2</State></R>",
			"<R><State>2</State></R>", "BatchTas\u212AInfo",
		},
		{
			"prefixes and default namespaces do not matter",
			`<a:BatchTaskInfo xmlns:a="urn:a" xmlns:b="urn:b"><b:State>x</b:State><b:Name>n</b:Name><Id xmlns="urn:c">1</Id></a:BatchTaskInfo>`,
			`<a:BatchTaskInfo xmlns:a="urn:a" xmlns:b="urn:b"><b:State>x</b:State><Id xmlns="urn:c">1</Id></a:BatchTaskInfo>`, "Name",
		},
		{
			"a declaration on what goes is none that what stays relies on",
			`<a:BatchTaskInfo xmlns:a="urn:a"><a:Name xmlns:a="urn:b"/><a:State>x</a:State></a:BatchTaskInfo>`,
			`<a:BatchTaskInfo xmlns:a="urn:a"><a:State>x</a:State></a:BatchTaskInfo>`, "Name",
		},
		{
			"elements inside a kept one that may be structured stay, inside stripped ones go",
			`<BatchTaskInfo><ParameterObject><a>n</a><b><State2>s</State2></b></ParameterObject><Context><State>s</State></Context></BatchTaskInfo>`,
			`<BatchTaskInfo><ParameterObject><a>n</a><b><State2>s</State2></b></ParameterObject></BatchTaskInfo>`, "Context",
		},
		{
			"a record inside a record is a property nobody knows",
			`<BatchTaskInfo><BatchTaskInfo><State>s</State></BatchTaskInfo><State>t</State></BatchTaskInfo>`,
			`<BatchTaskInfo><State>t</State></BatchTaskInfo>`, "BatchTaskInfo",
		},
		{
			"a record deeper down does not count",
			`<R><Name><BatchTaskInfo><State>s</State></BatchTaskInfo></Name><State>t</State></R>`,
			`<R><State>t</State></R>`, "Name",
		},
		{
			"comments, processing instructions and what is inside kept elements stay byte for byte",
			"<!-- a --><BatchTaskInfo " + ns + "><!-- b -->\t<State a='1'  b = \"2\" ><![CDATA[<x>]]>&lt;&#65;<?p q?><!-- c --></State\n><?p?><Name/></BatchTaskInfo><!-- d -->",
			"<!-- a --><BatchTaskInfo " + ns + "><!-- b -->\t<State a='1'  b = \"2\" ><![CDATA[<x>]]>&lt;&#65;<?p q?><!-- c --></State\n><?p?></BatchTaskInfo><!-- d -->", "Name",
		},
		{
			"text and CDATA beside the properties are nothing",
			"<BatchTaskInfo>\n  text &amp; more\n  <State>s</State> <![CDATA[<Name>n</Name>]]> &#32; <Id>1</Id>\n</BatchTaskInfo>",
			"<BatchTaskInfo>\n  <State>s</State> <Id>1</Id>\n</BatchTaskInfo>", "",
		},
		{
			"nor around the record",
			"<R>text<BatchTaskInfo><State>s</State></BatchTaskInfo><![CDATA[]]>]]&gt;</R>",
			"<R><BatchTaskInfo><State>s</State></BatchTaskInfo></R>", "",
		},
		{
			"text that goes never joins what is left to something else",
			"<BatchTaskInfo>]]<Name/>&gt;]]<!-- a -->></BatchTaskInfo>",
			"<BatchTaskInfo><!-- a --></BatchTaskInfo>", "Name",
		},
		{
			"attributes that might be read as properties go",
			`<BatchTaskInfo` + ns + ` Name="x" State='y'  i:type="T" xml:lang="no"	z:Id="i1" xmlns:z="urn:z"><State c="d">s</State></BatchTaskInfo>`,
			`<BatchTaskInfo` + ns + `  i:type="T" xml:lang="no" xmlns:z="urn:z"><State c="d">s</State></BatchTaskInfo>`, "Name,State,Id",
		},
		{
			"of the root around the record too",
			`<R Name="x" xmlns="urn:r"><BatchTaskInfo Name="y"/></R>`,
			`<R xmlns="urn:r"><BatchTaskInfo/></R>`, "Name,Name",
		},
		{
			"the schema-instance namespace under a prefix bound by reference",
			`<BatchTaskInfo xmlns:s="http://www.w3.org/2001/XMLSchema&#45;instance" s:nil="true"/>`,
			`<BatchTaskInfo xmlns:s="http://www.w3.org/2001/XMLSchema&#45;instance" s:nil="true"/>`, "",
		},
		{"a nil record", `<BatchTaskInfo` + ns + ` i:nil="true"/>`, `<BatchTaskInfo` + ns + ` i:nil="true"/>`, ""},
		{"an empty record", `<BatchTaskInfo></BatchTaskInfo>`, `<BatchTaskInfo></BatchTaskInfo>`, ""},
		{
			"declared to be in US-ASCII",
			`<?xml version="1.0" encoding='us-ascii' standalone="no" ?><T><Name/></T>`,
			`<?xml version="1.0" encoding='us-ascii' standalone="no" ?><T></T>`, "Name",
		},
		{
			"characters that are not ASCII",
			"<BatchTaskInfo><Description>h\u00e9\U0001F600\uFFFD</Description><Navn\u00e9>\u2028</Navn\u00e9></BatchTaskInfo>",
			"<BatchTaskInfo><Description>h\u00e9\U0001F600\uFFFD</Description></BatchTaskInfo>", "Navn\u00e9",
		},
	} {
		got, stripped := mustStrip(t, tc.in)
		if got != tc.want || stripped != tc.stripped {
			t.Errorf("%s:\n in   %s\n got  %s\n want %s\n stripped %s, want %s", tc.name, tc.in, got, tc.want, stripped, tc.stripped)
			continue
		}
		if again, stripped := mustStrip(t, got); again != got || stripped != "" {
			t.Errorf("%s: stripped again:\n got  %s\n want %s\n stripped %s", tc.name, again, got, stripped)
		}
	}
}

func TestXMLStripUntouched(t *testing.T) {
	var out edit.Result
	src := "<R>\r\n <!-- c --><BatchTaskInfo xml:space='preserve'>\t<State>s</State><?p?>\n</BatchTaskInfo> </R>\n"
	if err := Strip([]byte(src), testFilter, &out); err != nil || out.Edits.Len() != 0 || out.Stripped.Len() != 0 {
		t.Errorf("%v, %d edits, %d stripped", err, out.Edits.Len(), out.Stripped.Len())
	}
}

func TestXMLStripTwice(t *testing.T) {
	for _, tc := range []struct{ in, detail string }{
		{`<BatchTaskInfo><State/><State/></BatchTaskInfo>`, `"State" is given twice`},
		{`<BatchTaskInfo><State/><sTATE/></BatchTaskInfo>`, `"sTATE" is given twice`},
		{`<BatchTaskInfo xmlns:a="urn:a" xmlns:b="urn:b"><a:State/><b:State/></BatchTaskInfo>`, `"State" is given twice`},
		{`<BatchTaskInfo><Name/><Id/><NAME/></BatchTaskInfo>`, `"NAME" is given twice`},
		{`<R><BatchTaskInfo/><batchtaskinfo/></R>`, `"batchtaskinfo" is given twice`},
		{`<R><BatchTaskInfo><State/><State/></BatchTaskInfo></R>`, `"State" is given twice`},
		{`<R><Name/><BatchTaskInfo/><Name/></R>`, `"Name" is given twice`},
		{`<R><Name/><Name/><BatchTaskInfo/></R>`, `"Name" is given twice`},
		{`<R><State/><STATE/></R>`, `"STATE" is given twice`},
		{`<BatchTaskInfo><BatchTaskInfo/><BATCHTASKINFO/></BatchTaskInfo>`, `"BATCHTASKINFO" is given twice`},
	} {
		err := Strip([]byte(tc.in), testFilter, new(edit.Result))
		if problemKind(t, err) != problem.DuplicateProperty || !strings.HasSuffix(err.Error(), tc.detail) {
			t.Errorf("%s: %v, want %s", tc.in, err, tc.detail)
		}
	}
	// These are not duplicates: within a kept property, at two levels, spelled differently, as an attribute.
	mustStrip(t, `<BatchTaskInfo State="a"><ParameterObject><a/><a/></ParameterObject><State/><Ståte/></BatchTaskInfo>`)
}

// A kept property must have no child elements or, if it may be structured, none named like an element of the record.
func TestXMLStripPlain(t *testing.T) {
	for _, tc := range []struct{ in, detail string }{
		{`<BatchTaskInfo><State><x>S</x><Name>EVIL</Name></State></BatchTaskInfo>`, `column 23, offset 22: "State" has the child element "x"; it can only hold text`},
		{`<BatchTaskInfo><Id><x>7</x></Id></BatchTaskInfo>`, `"Id" has the child element "x"`},
		{`<R><BatchTaskInfo><p:state xmlns:p="u">t<!-- c --><p:x/></p:state></BatchTaskInfo></R>`, `"state" has the child element "x"`},
		{`<Task><Request><BatchTaskInfo/></Request></Task>`, `"Request" has the child element "BatchTaskInfo"`},
		{`<BatchTaskInfo><ParameterObject><a/><Name/></ParameterObject></BatchTaskInfo>`, `"ParameterObject" holds the element "Name", whose name is reserved`},
		{`<BatchTaskInfo><ParameterObject><a><b><p:STATE xmlns:p="u"/></b></a></ParameterObject></BatchTaskInfo>`, `"ParameterObject" holds the element "STATE", whose name is reserved`},
		{`<BatchTaskInfo><ParameterObject><batchTaskInfo/></ParameterObject></BatchTaskInfo>`, `"ParameterObject" holds the element "batchTaskInfo", whose name is reserved`},
	} {
		err := Strip([]byte(tc.in), testFilter, new(edit.Result))
		if problemKind(t, err) != problem.MalformedBody || !strings.Contains(err.Error(), tc.detail) {
			t.Errorf("%s:\n got  %v\n want %s", tc.in, err, tc.detail)
		}
	}
	for _, in := range []string{
		`<BatchTaskInfo><State/><Id></Id><Request>a<![CDATA[<x>b</x>]]>&lt;x/&gt;<?p <x/>?><!-- <x/> --></Request></BatchTaskInfo>`,
		`<BatchTaskInfo><ParameterObject Name="x"><a><Names/></a></ParameterObject></BatchTaskInfo>`,
		`<BatchTaskInfo><ParameterObject>Name<!-- <Name/> --><![CDATA[<Name/>]]></ParameterObject></BatchTaskInfo>`,
	} {
		if got, stripped := mustStrip(t, in); got != in || stripped != "" {
			t.Errorf("%s became %s, stripped %s", in, got, stripped)
		}
	}
	// A stripped element may contain anything.
	for _, in := range []string{
		`<BatchTaskInfo><Name><State/><State><x/></State></Name></BatchTaskInfo>`,
		`<R><State><x/></State><BatchTaskInfo/></R>`,
	} {
		mustStrip(t, in)
	}
}

func TestXMLErrors(t *testing.T) {
	for src, want := range map[string]string{
		"{\"Id\":1}":                             "line 1, column 1, offset 0: the document looks like JSON; the Content-Type says XML",
		"State=1":                                "line 1, column 1, offset 0: text outside the root element",
		"<a>\u00e6\u00f8 & b</a>":                "line 1, column 7, offset 8: an undefined or malformed reference; an & by itself is written &amp;",
		"<a>\r\n&secret;</a>":                    "line 2, column 1, offset 5: an undefined or malformed reference",
		"<a>1 < 2</a>":                           "line 1, column 7, offset 6: a < that does not begin a tag; by itself it is written &lt;",
		"<a b='<'/>":                             "line 1, column 7, offset 6: < in an attribute's value; it is written &lt;",
		"<a>]]></a>":                             "line 1, column 4, offset 3: ]]> in text; it is written ]]&gt;",
		"<a>\x01</a>":                            "line 1, column 4, offset 3: the character U+0001, which XML does not allow",
		"<a>caf\xe9</a>":                         "line 1, column 7, offset 6: not UTF-8: send UTF-8",
		"<\x00a\x00":                             "line 1, column 1, offset 0: UTF-16 or UTF-32, not UTF-8: send UTF-8",
		"<?xml version='1.0' encoding='x'?><a/>": `line 1, column 1, offset 0: the document is declared to be in "x": send UTF-8`,
		"<?xml version='1.0' encoding='latin1'?>\n<a>\u00e9</a>": `line 2, column 4, offset 43: the document is declared to be in "latin1" and is not all ASCII: send UTF-8`,
		"<!DOCTYPE a><a/>":    "line 1, column 1, offset 0: a DOCTYPE, or another declaration that is not accepted",
		"<a>\n  <b>\n</a>":    `line 3, column 1, offset 10: an end tag that is not that of "b"`,
		"<a><b>":              `line 1, column 7, offset 6: the document ends inside "b"`,
		"<a b='1' b='2'/>":    `line 1, column 10, offset 9: an attribute given twice: "b"`,
		"<a>\n<Id/><iD/></a>": `line 2, column 6, offset 9: "iD" is given twice`,
	} {
		err := stripError(src)
		if err == nil || !strings.Contains(err.Error(), ": XML, "+want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%q:\n got  %v\n want %s", src, err, want)
		}
	}
}
