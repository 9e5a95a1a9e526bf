package xmledit

import (
	"fmt"
	"strings"
	"testing"

	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/edit/edittest"
	"github.com/caddy-batchtask/caddy-batchtask/internal/problem"
)

func reshapeError(src string) error { return Reshape([]byte(src), keepAll, new(edit.Edits)) }

func stripError(src string) error { return Strip([]byte(src), testFilter, new(edit.Result)) }

func TestXMLWellFormed(t *testing.T) {
	for _, tc := range wellFormed {
		if err := stripError(tc.src); err != nil {
			t.Errorf("%s: request %q: %v", tc.section, tc.src, err)
		}
		if err := reshapeError(tc.src); err != nil {
			t.Errorf("%s: response %q: %v", tc.section, tc.src, err)
		}
	}
}

func TestXMLMalformed(t *testing.T) {
	for _, tc := range malformed {
		for name, err := range map[string]error{"request": stripError(tc.src), "response": reshapeError(tc.src)} {
			switch {
			case problemKind(t, err) != problem.MalformedBody:
				t.Errorf("%s: %s %q: %v", tc.section, name, tc.src, err)
			case tc.at >= 0 && !strings.Contains(err.Error(), fmt.Sprintf(", offset %d: ", tc.at)):
				t.Errorf("%s: %s %q: %v, want offset %d", tc.section, name, tc.src, err, tc.at)
			}
		}
	}
}

func TestXMLErrorNamesLine(t *testing.T) {
	err := stripError("<?xml version='1.0'?>\r\n<a>\n\n  <b></c>\n</a>")
	const want = `malformed-body: XML, line 4, column 6, offset 33: an end tag that is not that of "b"`
	if err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}

// A truncated document is refused, wherever it is cut off.
func TestXMLCutOff(t *testing.T) {
	end := strings.LastIndex(sample, ">")
	rule := edittest.Select(edit.Null, "State", "TableRight/Mask", "FieldProperties/FieldRight/Mask").Converting(edittest.CautiousUpper{}, "State")
	for _, src := range []string{
		sample[:end],
		string(sampleOf(4000, true)),
		"<R x='1'><BatchTaskInfo y='&lt;'><Id>1</Id><Name/>t<![CDATA[x]]></BatchTaskInfo><!-- c --><?p q?></R>",
		"<R><Id/><TableRight><A><B/></A><A/><C/></TableRight></R>",
	} {
		for i := range len(src) - 1 {
			if err := stripError(src[:i]); err == nil {
				t.Fatalf("request %q", src[:i])
			}
			if err := Reshape([]byte(src[:i]), edittest.DocumentOf(rule), new(edit.Edits)); err == nil {
				t.Fatalf("response %q", src[:i])
			}
		}
	}
}

func TestXMLCharset(t *testing.T) {
	for _, src := range []string{
		"\xFE\xFF\x00<\x00a\x00/\x00>",
		"\xFF\xFE<\x00a\x00/\x00>\x00",
		"\x00<\x00a\x00/\x00>",
		"<\x00a\x00/\x00>\x00",
		"\n\x00<\x00a\x00/\x00>\x00",
		"\xFF\xFE\x00\x00<\x00\x00\x00",
		"\x00\x00\x00<\x00\x00\x00a",
		`<?xml version="1.0" encoding="UTF-16"?><a/>`,
		`<?xml version="1.0" encoding="UTF-7"?><a>+ADw-b/+AD4-</a>`,
		`<?xml version="1.0" encoding='x-user-defined' standalone="yes"?><a/>`,
		"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xE9</a>",
		"<?xml version='1.0' encoding='US-ASCII'?><a>\u00e9</a>",
		"<?xml version='1.0' encoding='koi8-r'?><a><!-- \xff --></a>",
		"<?xml version='1.0' encoding='Shift_JIS'?><a/>",
	} {
		for name, err := range map[string]error{"request": stripError(src), "response": reshapeError(src)} {
			if problemKind(t, err) != problem.UnsupportedCharset {
				t.Errorf("%s %q: %v", name, src, err)
			}
		}
	}
	for _, src := range []string{
		"\xFF\xFF<a/>",
		"\xEF\xBB<a/>",
	} {
		if err := stripError(src); problemKind(t, err) != problem.MalformedBody {
			t.Errorf("%q: %v", src, err)
		}
	}
	for _, encoding := range []string{"utf8", "UTF8", "ASCII", "us-ascii", "ISO-8859-1", "latin1", "windows-1252", "koi8-r"} {
		src := "<?xml version='1.0' encoding='" + encoding + "'?><a>&#233;</a>"
		for name, err := range map[string]error{"request": stripError(src), "response": reshapeError(src)} {
			if err != nil {
				t.Errorf("%s %q: %v", name, src, err)
			}
		}
	}
	if err := stripError("<?xml version='1.0' encoding='utf8'?><a>\u00e9</a>"); err != nil {
		t.Error(err)
	}
	if err := stripError("\xEF\xBB\xBF<a/>"); problemKind(t, err) != problem.MalformedBody {
		t.Errorf("a request's byte-order mark is removed by the caller; a second one is text: %v", err)
	}
}

func TestXMLDepth(t *testing.T) {
	nested := func(n int) string { return strings.Repeat("<a>", n) + strings.Repeat("</a>", n) }
	for _, tc := range []struct {
		depth    int
		read     func(string) error
		accepted bool
	}{
		{64, stripError, true},
		{65, stripError, false},
		{512, reshapeError, true},
		{513, reshapeError, false},
	} {
		if err := tc.read(nested(tc.depth)); (err == nil) != tc.accepted {
			t.Errorf("depth %d: %v", tc.depth, err)
		}
	}
	// Empty elements count, siblings do not.
	wide := strings.Repeat("<a>", 63) + "<b/><b/><b></b>" + strings.Repeat("</a>", 63)
	if err := stripError(strings.Replace(wide, "<b/><b/><b></b>", "<c><b/><b/><b></b></c>", 1)); err == nil {
		t.Error("an empty element at depth 65 is accepted")
	}
	if err := stripError(wide); err != nil {
		t.Error(err)
	}
}
