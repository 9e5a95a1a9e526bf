package xmledit

import (
	"strings"
	"testing"

	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/edit/edittest"
)

func TestXMLReshape(t *testing.T) {
	const (
		xsi = `"http://www.w3.org/2001/XMLSchema-instance"`
		ns  = ` xmlns="urn:so" xmlns:i=` + xsi
	)
	state := edittest.Select(edit.Null, "State")
	for _, tc := range []struct {
		name     string
		rule     edit.Rule
		in, want string
	}{
		{
			"selected and not", state,
			`<BatchTaskInfo` + ns + `><Id>1</Id><state>New</state><Name a="b" >n</Name></BatchTaskInfo>`,
			`<BatchTaskInfo` + ns + `><Id i:nil="true"/><state>New</state><Name a="b" i:nil="true"/></BatchTaskInfo>`,
		},
		{
			"children and end tag are removed", state,
			"<BatchTaskInfo" + ns + ">\n <A><State>x</State><!-- c --></A\n>\n <B/> <C />\n <D></D>\n</BatchTaskInfo>",
			"<BatchTaskInfo" + ns + ">\n <A i:nil=\"true\"/>\n <B i:nil=\"true\"/> <C i:nil=\"true\"/>\n <D i:nil=\"true\"/>\n</BatchTaskInfo>",
		},
		{
			"a prefix is declared on the root", state,
			`<?xml version="1.0"?><BatchTaskInfo ><Id>1</Id><Name/></BatchTaskInfo>`,
			`<?xml version="1.0"?><BatchTaskInfo xmlns:i=` + xsi + ` ><Id i:nil="true"/><Name i:nil="true"/></BatchTaskInfo>`,
		},
		{
			"on the root of an array too", state,
			`<A><BatchTaskInfo><Id>1</Id></BatchTaskInfo><BatchTaskInfo><State/></BatchTaskInfo></A>`,
			`<A xmlns:i=` + xsi + `><BatchTaskInfo><Id i:nil="true"/></BatchTaskInfo><BatchTaskInfo><State/></BatchTaskInfo></A>`,
		},
		{
			"the next free one", state,
			`<BatchTaskInfo xmlns:i="urn:i" xmlns:i2="urn:i2"><Id xmlns:i1="urn:i1">1</Id><State>xmlns:i3x</State></BatchTaskInfo>`,
			`<BatchTaskInfo xmlns:i3=` + xsi + ` xmlns:i="urn:i" xmlns:i2="urn:i2"><Id xmlns:i1="urn:i1" i3:nil="true"/><State>xmlns:i3x</State></BatchTaskInfo>`,
		},
		{
			"the prefix that is bound, whatever it is", state,
			`<BatchTaskInfo xmlns:xsi=` + xsi + `><Id>1</Id></BatchTaskInfo>`,
			`<BatchTaskInfo xmlns:xsi=` + xsi + `><Id xsi:nil="true"/></BatchTaskInfo>`,
		},
		{
			"the innermost", state,
			`<BatchTaskInfo xmlns:a=` + xsi + `><Id xmlns:b=` + xsi + `>1</Id></BatchTaskInfo>`,
			`<BatchTaskInfo xmlns:a=` + xsi + `><Id xmlns:b=` + xsi + ` b:nil="true"/></BatchTaskInfo>`,
		},
		{
			"but not a hidden one", state,
			`<BatchTaskInfo xmlns:a=` + xsi + `><Id xmlns:a="urn:b">1</Id><Name>n</Name></BatchTaskInfo>`,
			`<BatchTaskInfo xmlns:i=` + xsi + ` xmlns:a=` + xsi + `><Id xmlns:a="urn:b" i:nil="true"/><Name a:nil="true"/></BatchTaskInfo>`,
		},
		{
			"nor one bound by a sibling", state,
			`<BatchTaskInfo><State xmlns:i=` + xsi + ` i:nil="true"/><Id>1</Id></BatchTaskInfo>`,
			`<BatchTaskInfo xmlns:i1=` + xsi + `><State xmlns:i=` + xsi + ` i:nil="true"/><Id i1:nil="true"/></BatchTaskInfo>`,
		},
		{
			"nor the default namespace", state,
			`<i:BatchTaskInfo xmlns:i="urn:i" xmlns=` + xsi + `><Id>1</Id></i:BatchTaskInfo>`,
			`<i:BatchTaskInfo xmlns:i1=` + xsi + ` xmlns:i="urn:i" xmlns=` + xsi + `><Id i1:nil="true"/></i:BatchTaskInfo>`,
		},
		{
			"nil already", state,
			`<BatchTaskInfo` + ns + `><A i:nil="true"/><B i:nil=" 1 "></B><C i:nil='t&#114;ue' /></BatchTaskInfo>`,
			`<BatchTaskInfo` + ns + `><A i:nil="true"/><B i:nil=" 1 "></B><C i:nil='t&#114;ue' /></BatchTaskInfo>`,
		},
		{
			"not quite nil", state,
			`<BatchTaskInfo` + ns + `><A i:nil="false"/><B i:nil='0' c="d">x</B><C i:nil=""></C><D i:nil="true"> </D><E nil="true"/></BatchTaskInfo>`,
			`<BatchTaskInfo` + ns + `><A i:nil="true"/><B i:nil='true' c="d"/><C i:nil="true"></C><D i:nil="true"/><E nil="true" i:nil="true"/></BatchTaskInfo>`,
		},
		{
			"omitted", edittest.Select(edit.Omit, "State"), "<BatchTaskInfo>\n  <Id>1</Id>\n  <State>s</State>\n  <Name/><Context/>\n</BatchTaskInfo>",
			"<BatchTaskInfo>\n  <State>s</State>\n</BatchTaskInfo>",
		},
		{
			"omitted between texts that must not be joined", edittest.Select(edit.Omit, "State"), "<BatchTaskInfo>]]<Id/>>]<Id/>]<Id/>>]<Id/>]>]] <Id/> <Name/>></BatchTaskInfo>",
			"<BatchTaskInfo>]] >] ] >] ]>]] ></BatchTaskInfo>",
		},
		{
			"nested", edittest.Select(edit.Null, "TableRight/Mask", "Id"), `<BatchTaskInfo` + ns + `><Id>1</Id><TableRight><Mask>Read</Mask><Reason>r</Reason></TableRight></BatchTaskInfo>`,
			`<BatchTaskInfo` + ns + `><Id>1</Id><TableRight><Mask>Read</Mask><Reason i:nil="true"/></TableRight></BatchTaskInfo>`,
		},
		{
			"nested, the unknown ones first", edittest.Select(edit.Null, "TableRight/Mask"), `<BatchTaskInfo` + ns + `><TableRight><A><Mask/></A><a>r</a><Mask>Read</Mask><A/></TableRight></BatchTaskInfo>`,
			`<BatchTaskInfo` + ns + `><TableRight><A i:nil="true"/><a i:nil="true"/><Mask>Read</Mask><A i:nil="true"/></TableRight></BatchTaskInfo>`,
		},
		{
			"nested, omitted", edittest.Select(edit.Omit, "TableRight/Mask"), "<BatchTaskInfo>\n <TableRight> <A><Mask/></A> <A>r</A><Mask>Read</Mask> <A/></TableRight></BatchTaskInfo>",
			"<BatchTaskInfo>\n <TableRight><Mask>Read</Mask></TableRight></BatchTaskInfo>",
		},
		{
			"nested, nothing of it is left", edittest.Select(edit.Omit, "TableRight/Mask", "Rights/Mask"), "<BatchTaskInfo> <TableRight>]]<A/>><B/></TableRight> <Rights> <R><x/></R> <R/> </Rights> </BatchTaskInfo>",
			"<BatchTaskInfo> </BatchTaskInfo>",
		},
		{
			"a path below plain text, and below nothing", edittest.Select(edit.Null, "Name/First", "Id/x", "Context/y"), `<BatchTaskInfo` + ns + `><Name>n</Name><Id/><Context><!-- c --></Context></BatchTaskInfo>`,
			`<BatchTaskInfo` + ns + `><Name i:nil="true"/><Id i:nil="true"/><Context i:nil="true"/></BatchTaskInfo>`,
		},
		{
			"a path below plain text, omitted", edittest.Select(edit.Omit, "Name/First"), `<BatchTaskInfo> <Name>n</Name> <Id/></BatchTaskInfo>`,
			`<BatchTaskInfo></BatchTaskInfo>`,
		},
		{
			"an array: the path applies to each item", edittest.Select(edit.Null, "Rights/Mask"), `<BatchTaskInfo` + ns + `><Rights><Right><Mask>1</Mask><Reason/></Right><Right><Reason>r</Reason></Right><Right>x</Right></Rights></BatchTaskInfo>`,
			`<BatchTaskInfo` + ns + `><Rights><Right><Mask>1</Mask><Reason i:nil="true"/></Right><Right><Reason i:nil="true"/></Right><Right i:nil="true"/></Rights></BatchTaskInfo>`,
		},
		{
			"an array of arrays", edittest.Select(edit.Null, "Rights/Mask/Value"), `<BatchTaskInfo` + ns + `><Rights><R><M><Mask><Value>1</Value><x/></Mask></M><M><y>2</y><Mask>z</Mask></M></R></Rights></BatchTaskInfo>`,
			`<BatchTaskInfo` + ns + `><Rights><R><M><Mask><Value>1</Value><x i:nil="true"/></Mask></M><M><y i:nil="true"/><Mask i:nil="true"/></M></R></Rights></BatchTaskInfo>`,
		},
		{
			"what looked like an array of arrays until its end", edittest.Select(edit.Null, "Rights/Mask"), `<BatchTaskInfo><Rights><R><M><Mask>1</Mask></M><M><N/><N/><O/></M></R><R>2</R><Other/></Rights></BatchTaskInfo>`,
			`<BatchTaskInfo xmlns:i=` + xsi + `><Rights><R i:nil="true"/><R i:nil="true"/><Other i:nil="true"/></Rights></BatchTaskInfo>`,
		},
		{
			"a known name alone is no array", edittest.Select(edit.Null, "TableRight/Mask"), `<BatchTaskInfo` + ns + `><TableRight><Mask>1</Mask><Mask><x/></Mask></TableRight></BatchTaskInfo>`,
			`<BatchTaskInfo` + ns + `><TableRight><Mask>1</Mask><Mask><x/></Mask></TableRight></BatchTaskInfo>`,
		},
		{
			"text is converted, its markup left in place", edittest.Select(edit.Keep).Converting(edittest.CautiousUpper{}, "A", "B", "C", "D", "E", "F", "G", "H"), `<BatchTaskInfo><A>x</A><B>x&#x2B;&#98;</B><C><![CDATA[x]]></C><D>x<!-- c -->y<?p z?></D><E>a<x>y</x></E><F/><G>-x</G><H a="b">xY</H ><I>x</I></BatchTaskInfo>`,
			`<BatchTaskInfo><A>X</A><B>X+B</B><C><![CDATA[X]]></C><D>XY<!-- c --><?p z?></D><E>a<x>y</x></E><F/><G>-x</G><H a="b">XY</H ><I>x</I></BatchTaskInfo>`,
		},
		{
			"with the white space around it, however that is written", edittest.Select(edit.Keep).Converting(edittest.CautiousUpper{}, "A", "B", "C", "D", "E"), "<BatchTaskInfo><A>\n\t x y\r\n</A><B>&#32;x&#x9;</B><C><![CDATA[ x ]]></C><D> <![CDATA[ x]]> y <![CDATA[z ]]> </D><E> <!-- --> a<![CDATA[]]>b<![CDATA[c]]> &#10;</E></BatchTaskInfo>",
			"<BatchTaskInfo><A>\n\t X Y\r\n</A><B>&#32;X&#x9;</B><C><![CDATA[ X ]]></C><D> <![CDATA[ X Y Z]]><![CDATA[ ]]> </D><E> <!-- --> ABC<![CDATA[]]><![CDATA[]]> &#10;</E></BatchTaskInfo>",
		},
		{
			"what stays keeps its bytes", edittest.Select(edit.Keep).Converting(edittest.CautiousUpper{}, "A", "B"), `<BatchTaskInfo><A>X<![CDATA[Y]]>&#90;</A><B>-<![CDATA[y]]></B></BatchTaskInfo>`,
			`<BatchTaskInfo><A>X<![CDATA[Y]]>&#90;</A><B>-<![CDATA[y]]></B></BatchTaskInfo>`,
		},
		{
			"but not what is nil", edittest.Select(edit.Keep).Converting(edittest.CautiousUpper{}, "A", "B"), `<BatchTaskInfo` + ns + `><A i:nil="true">x</A><B i:nil="false">x</B></BatchTaskInfo>`,
			`<BatchTaskInfo` + ns + `><A i:nil="true">x</A><B i:nil="false">X</B></BatchTaskInfo>`,
		},
		{
			"text is converted and the rest is nulled", edittest.Select(edit.Null, "Created", "Id").Converting(edittest.CautiousUpper{}, "Created"), `<A><Name/><Created>x</Created><Id>1</Id></A>`,
			`<A xmlns:i=` + xsi + `><Name i:nil="true"/><Created>X</Created><Id>1</Id></A>`,
		},
		{
			"a root with another name is a record if it has the identity, anywhere", state,
			`<T` + ns + `><BatchTaskInfo><State/></BatchTaskInfo><State>s</State><iD/></T>`,
			`<T` + ns + `><BatchTaskInfo i:nil="true"/><State>s</State><iD i:nil="true"/></T>`,
		},
		{
			"with the identity first", state,
			`<T` + ns + `><Id/><BatchTaskInfo><State/></BatchTaskInfo></T>`,
			`<T` + ns + `><Id i:nil="true"/><BatchTaskInfo i:nil="true"/></T>`,
		},
		{
			"with a path through a member named like a record", edittest.Select(edit.Null, "BatchTaskInfo/Name"), `<T` + ns + `><BatchTaskInfo><Name/><x/></BatchTaskInfo><BatchTaskInfo/><Id>1</Id></T>`,
			`<T` + ns + `><BatchTaskInfo><Name/><x i:nil="true"/></BatchTaskInfo><BatchTaskInfo i:nil="true"/><Id i:nil="true"/></T>`,
		},
		{
			"without the members of a record", state,
			`<T><x>n</x><y>s</y><BatchTaskInfo><Name/></BatchTaskInfo></T>`,
			`<T><x>n</x><y>s</y><BatchTaskInfo><Name/></BatchTaskInfo></T>`,
		},
		{
			"nor an array with another child", state,
			`<T><BatchTaskInfo><Name/></BatchTaskInfo><BatchTaskInfo/><Other/></T>`,
			`<T><BatchTaskInfo><Name/></BatchTaskInfo><BatchTaskInfo/><Other/></T>`,
		},
		{
			"the identity deeper down does not count", state,
			`<T><x><Id>1</Id></x></T>`,
			`<T><x><Id>1</Id></x></T>`,
		},
		{"an error", state, `<Error><Message>m</Message></Error>`, `<Error><Message>m</Message></Error>`},
		{"a string", state, `<string xmlns="urn:s">s</string>`, `<string xmlns="urn:s">s</string>`},
		{"a nil record", state, `<BatchTaskInfo` + ns + ` i:nil="true"/>`, `<BatchTaskInfo` + ns + ` i:nil="true"/>`},
		{"an empty array", state, `<ArrayOfBatchTaskInfo/>`, `<ArrayOfBatchTaskInfo/>`},
		{
			"prefixed, an array", state,
			`<a:ArrayOf xmlns:a="urn:a"><a:batchTaskInfo><a:Id>1</a:Id></a:batchTaskInfo></a:ArrayOf>`,
			`<a:ArrayOf xmlns:i=` + xsi + ` xmlns:a="urn:a"><a:batchTaskInfo><a:Id i:nil="true"/></a:batchTaskInfo></a:ArrayOf>`,
		},
		{
			"a byte-order mark stays", state,
			"\xEF\xBB\xBF<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<BatchTaskInfo><Id/></BatchTaskInfo>\n<!-- end -->",
			"\xEF\xBB\xBF<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<BatchTaskInfo xmlns:i=" + xsi + "><Id i:nil=\"true\"/></BatchTaskInfo>\n<!-- end -->",
		},
	} {
		got := mustReshape(t, tc.in, tc.rule)
		if got != tc.want {
			t.Errorf("%s:\n in   %s\n got  %s\n want %s", tc.name, tc.in, got, tc.want)
			continue
		}
		if again := mustReshape(t, got, tc.rule); again != got && !strings.Contains(tc.name, "converted") {
			t.Errorf("%s: reshaped again:\n got  %s\n want %s", tc.name, again, got)
		}
	}
}

func TestXMLReshapeUntouched(t *testing.T) {
	for _, src := range []string{
		`<BatchTaskInfo><Id>1</Id></BatchTaskInfo>`,
		`<T><BatchTaskInfo><Name/></BatchTaskInfo><Other><Name/></Other></T>`,
		`<BatchTaskInfo xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><Name i:nil="1"/></BatchTaskInfo>`,
	} {
		var e edit.Edits
		if err := Reshape([]byte(src), edittest.DocumentOf(edittest.Select(edit.Null, "Id")), &e); err != nil || e.Len() != 0 {
			t.Errorf("%s: %v, %d edits", src, err, e.Len())
		}
	}
}
