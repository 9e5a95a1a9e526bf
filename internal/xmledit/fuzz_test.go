package xmledit

import (
	"bytes"
	"encoding/xml"
	"io"
	"strings"
	"testing"

	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/edit/edittest"
)

// fuzzSeeds adds the seeds of the fuzz tests: the documents of the other tests, and typical requests and responses.
func fuzzSeeds(add func(src string)) {
	for _, tc := range wellFormed {
		add(tc.src)
	}
	for _, tc := range malformed {
		add(tc.src)
	}
	for _, src := range []string{
		sample,
		`<BatchTaskInfo>]<A/>]>]]<B/>&gt;<C/>]] <D/>></BatchTaskInfo>`,
		`<R a="1"><State/><BatchTaskInfo xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="0" Name="x">t<Id/><a:Name xmlns:a="u"><State/></a:Name></BatchTaskInfo></R>`,
		`<a:BatchTaskInfo xmlns:a="u" xmlns:i="v"><Id>1</Id><TableRight><Mask>]]</Mask>]]<Reason/>><Mask/></TableRight><Created>x</Created></a:BatchTaskInfo>`,
		`<A><BatchTaskInfo><Rights><R><Mask/><x/></R><R/><S/></Rights></BatchTaskInfo><BatchTaskInfo/></A>`,
		`<BatchTaskInfo><State><x>S</x><Name>n</Name></State></BatchTaskInfo>`,
		`<BatchTaskInfo><ParameterObject><a/><b><c/></b></ParameterObject><Id>1</Id></BatchTaskInfo>`,
		`<BatchTaskInfo><ParameterObject><a><NAME/></a></ParameterObject></BatchTaskInfo>`,
		"<?xml version='1.0' encoding='latin1'?><a><State>\xE9</State></a>",
		`<T><BatchTaskInfo><Name/></BatchTaskInfo><Id xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="false"> </Id></T>`,
		`<BatchTaskInfo><A><b:KeyValueOfab xmlns:b="u"><b:Key>x</b:Key><b:Value>1</b:Value></b:KeyValueOfab><KeyValueOf><Value><z/><x/></Value><Key>y</Key></KeyValueOf><KeyValueOf><x/></KeyValueOf><KeyValueOf><Key/></KeyValueOf></A></BatchTaskInfo>`,
		`<BatchTaskInfo><A><z><x/></z><KeyValueOfz><o/><Key><![CDATA[y]]></Key><Value><KeyValueOfa><Key>z</Key></KeyValueOfa></Value><Key>x</Key></KeyValueOfz><KeyValueOf><Key><x/></Key></KeyValueOf></A></BatchTaskInfo>`,
	} {
		add(src)
	}
}

// FuzzStripXML checks that a document is refused, or that encoding/xml reads it in the same way, reads the expected document
// from the result, and stripping the result again changes nothing.
func FuzzStripXML(f *testing.F) {
	fuzzSeeds(func(src string) { f.Add([]byte(src)) })
	f.Fuzz(func(t *testing.T, src []byte) {
		var out, again edit.Result
		before := bytes.Clone(src)
		err := Strip(src, testFilter, &out)
		if !bytes.Equal(src, before) {
			t.Fatal("the source was modified")
		}
		if err != nil {
			return
		}
		if !agrees(t, src) {
			t.Fatalf("%q is accepted by Strip and not by its scanner", src)
		}
		want := mustTree(t, "source", src)
		want.stripped(testFilter)
		text := out.Edits.AppendTo(nil, src)
		if got := mustTree(t, "result", text); got.String() != want.String() {
			t.Fatalf("%q\n got  %s\n want %s", text, got, want)
		}
		if !want.fits(testFilter) {
			t.Fatalf("%q has child elements in a plain property, or the record's in another", text)
		}
		if len(text) != out.Edits.Size(len(src)) {
			t.Fatalf("%q: Size gives %d", text, out.Edits.Size(len(src)))
		}
		if err := Strip(text, testFilter, &again); err != nil || again.Edits.Len() > 0 || again.Stripped.Len() > 0 {
			t.Fatalf("%q stripped again: %v, %d edits, %d stripped", text, err, again.Edits.Len(), again.Stripped.Len())
		}
		if out.Edits.Len() == 0 && out.Stripped.Len() > 0 {
			t.Fatalf("%d edits, %d stripped", out.Edits.Len(), out.Stripped.Len())
		}
	})
}

// fuzzRules lists the rules of FuzzReshapeXML.
var fuzzRules = []edit.Rule{edittest.Select(edit.Null, "State", "TableRight/Mask", "Rights/Mask", "A/b/c"), edittest.Select(edit.Omit, "State", "TableRight/Mask", "Rights/Mask", "A/b/c"), edittest.Select(edit.Null, "Id", "BatchTaskInfo/Id"), edittest.Select(edit.Omit), edittest.Select(edit.Keep), edittest.Select(edit.Null, "A/x", "A/y/z", "A/Key", "A/KeyValueOf/x"), edittest.Select(edit.Omit, "A/x", "A/y/z", "A/Key", "A/KeyValueOf/x")}

// FuzzReshapeXML checks that a response is refused only if Strip refuses it as well, that encoding/xml reads the expected
// document from the result, and that reshaping the result again changes nothing.
func FuzzReshapeXML(f *testing.F) {
	fuzzSeeds(func(src string) {
		for i := range fuzzRules {
			f.Add([]byte(src), byte(i))
		}
	})
	f.Fuzz(func(t *testing.T, src []byte, rule byte) {
		doc := edittest.DocumentOf(fuzzRules[int(rule)%len(fuzzRules)])
		var e, again edit.Edits
		if err := Reshape(src, doc, &e); err != nil {
			if Strip(src, testFilter, new(edit.Result)) == nil {
				t.Fatalf("%q is well formed as a request; as a response: %v", src, err)
			}
			return
		}
		text := e.AppendTo(nil, src)
		if len(text) != e.Size(len(src)) {
			t.Fatalf("%q: Size gives %d", text, e.Size(len(src)))
		}
		if err := Reshape(text, doc, &again); err != nil || again.Len() > 0 {
			t.Fatalf("%q reshaped again: %v, %q", text, err, again.AppendTo(nil, text))
		}
		if !agrees(t, bytes.TrimPrefix(src, edit.BOM)) {
			return // it has a name that encoding/xml refuses (see TestXMLNames), or is deeper than a request may be
		}
		want := mustTree(t, "source", src)
		want.reshaped(doc)
		if got := mustTree(t, "result", text); got.String() != want.String() {
			t.Fatalf("%q\n got  %s\n want %s", text, got, want)
		}
	})
}

// FuzzXMLConvert checks that the text that encoding/xml reads is converted, and that white space around it and markup within
// it are kept.
func FuzzXMLConvert(f *testing.F) {
	for _, text := range []string{
		"x", "a b", "", "x&amp;y", "<![CDATA[x]]>", "<a/>x", "x<!-- y -->", "\u00e9x", " 2020-01-01T00:00:00z\n", "x&#x2b;y", " <![CDATA[ a]]>b<!-- --> ", "&#32;a&#9;",
		"a]]<![CDATA[]]>&gt;b", "<?a b?>c\r\nd<!----><![CDATA[e]]>",
	} {
		f.Add(text)
	}
	doc := edittest.DocumentOf(edittest.Select(edit.Keep).Converting(edittest.CautiousUpper{}, "Created"))
	f.Fuzz(func(t *testing.T, text string) {
		src := []byte("<BatchTaskInfo><Created>" + text + "</Created></BatchTaskInfo>")
		var e edit.Edits
		if Reshape(src, doc, &e) != nil || strings.Contains(text, "</Created") || strings.ContainsRune(text, '\r') {
			return // the converter gets line ends unnormalized, as no date-time has any
		}
		out := e.AppendTo(nil, src)
		if len(out) != e.Size(len(src)) {
			t.Fatalf("%q: Size gives %d", out, e.Size(len(src)))
		}
		was, wasMarkup := textAndMarkup(t, src)
		is, isMarkup := textAndMarkup(t, out)
		want := was
		if trimmed := strings.Trim(was, " \t\r\n"); trimmed != "" && !strings.Contains(wasMarkup, "(") {
			if with, outcome := (edittest.CautiousUpper{}).Convert(nil, []byte(trimmed)); outcome == edit.Converted {
				want = strings.Replace(was, trimmed, string(with), 1)
			}
		}
		if is != want || isMarkup != wasMarkup || want == was && e.Len() != 0 {
			t.Fatalf("%q became %q: want %q", src, out, want)
		}
	})
}

// textAndMarkup returns the text of the only child of the root and the markup within it, as encoding/xml reads them.
func textAndMarkup(t *testing.T, src []byte) (text, markup string) {
	t.Helper()
	d := newDecoder(src)
	for {
		token, err := d.RawToken()
		if err == io.EOF {
			return text, strings.TrimSuffix(strings.TrimPrefix(markup, "(("), "))")
		}
		if err != nil {
			t.Fatalf("%q: %v", src, err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			markup += "("
		case xml.EndElement:
			markup += ")"
		case xml.CharData:
			text += string(token)
		case xml.Comment:
			markup += "!" + string(token)
		case xml.ProcInst:
			markup += "?" + token.Target + string(token.Inst)
		}
	}
}
