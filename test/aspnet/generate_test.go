package aspnet

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"
	"time"
)

// properties lists names for generated documents. The most important ones occur more than once, to be chosen more often.
var properties = strings.Fields(`State State State Description Response Request Id Id Name Name Name AssociateId DetailsTable DetailsRecord IsSystemTask IsInternalTask
	ParameterObject ParameterObject LastStarted Created StartCount DatabaseSerialNumber Context Result ProgressDescription ProgressPercent FileName TableRight TableRight
	FieldProperties FieldProperties CancellationBehaviour BatchTaskInfo request Carrier Key Value Entry Mask Reason x $id $ref $type $values $value`)

// A generator generates documents that are unusual in a few places, and mutates given ones.
type generator struct {
	*rand.Rand
	seeds map[string][]string // by format
}

// TestDifferential judges generated documents, and known ones with a few bytes changed, for as long as -duration says.
func TestDifferential(t *testing.T) {
	if !hasFramework(t) {
		return
	}
	t.Logf("-seed %d", *seed)
	g := &generator{rand.New(rand.NewSource(*seed)), map[string][]string{}}
	for _, f := range formats {
		g.seeds[f.name] = append(f.documents(), corpus(t, f.corpus)...)
	}
	end := time.Now().Add(*duration)
	judgeAll(t, func(yield func(input) bool) {
		for time.Now().Before(end) && yield(g.input()) {
		}
	})
}

func (g *generator) input() input {
	f := formats[g.Intn(len(formats))]
	document := ""
	if g.Intn(3) == 0 {
		document = g.mutate(pick(g, g.seeds[f.name]), f.name)
	} else {
		switch f.name {
		case "JSON":
			document = g.json()
		case "XML":
			document = g.xml()
		case "form":
			document = g.form()
		default:
			document = g.patch()
		}
	}
	contentType := pick(g, f.types)
	if g.Intn(20) == 0 {
		contentType, document = g.charset(f.types[0], document)
	}
	return input{pick(g, f.variants), contentType, document}
}

func pick[T any](g *generator, list []T) T { return list[g.Intn(len(list))] }

// few returns true once in n calls, on average.
func (g *generator) few(n int) bool { return g.Intn(n) == 0 }

// spell returns a name in some case, and rarely with a look-alike, an added blank or a missing character.
func (g *generator) spell(name string) string {
	switch g.Intn(12) {
	case 0:
		return strings.ToLower(name)
	case 1:
		return strings.ToUpper(name)
	case 2:
		return strings.ToLower(name[:1]) + name[1:]
	case 3:
		if g.few(4) {
			return pick(g, []string{strings.Replace(name, "S", "ſ", 1), strings.Replace(name, "a", "а", 1), name + " ", " " + name, name + "\x00", name + ".", name[1:], name + "[]", name + "\u200b", "\ufeff" + name})
		}
	}
	return name
}

// mutateTokens lists what mutate inserts into documents.
var mutateTokens = map[string][]string{
	"JSON":       {`{`, `}`, `[`, `]`, `,`, `:`, `"`, `\`, `\u`, `"$id":{},`, `"$id":[],`, `"$ref":"1",`, `"$type":"x",`, `"Name":"EVIL",`, `"State":"T",`, `/*`, `*/`, `//`, "\n", `null`, `'`, "\x00", "\xff"},
	"JSON Patch": {`{`, `}`, `[`, `]`, `,`, `"`, `\`, `"op":"replace",`, `"path":"/Name",`, `"value":"EVIL",`, `"from":"/Name",`, `"$id":{},`, `"$id":[],`, `/`, `~1`, `BatchTaskInfo/`, `test`, `copy`, `move`},
	"XML":        {`<`, `>`, `/`, `/>`, `<x>`, `</x>`, `<Name>EVIL</Name>`, `<State>`, `</State>`, `<!--`, `-->`, `<![CDATA[`, `]]>`, `<?p?>`, ` i:nil="true"`, ` z:Ref="i1"`, ` z:Id="i1"`, ` xmlns=""`, ` xmlns="u"`, `&#83;`, `&amp;`, `"`, `'`, "\x00", "\xff"},
	"form":       {`&`, `=`, `;`, `%`, `+`, `[`, `]`, `.`, `[]`, `[0]`, `&Name=EVIL`, `BatchTaskInfo.`, `BatchTaskInfo[`, `%5B`, `%5D`, `%2E`, `%26`, `%3D`, `%00`, `%u0053`, `{`, " ", "\xff"},
}

// mutate deletes, duplicates, moves or inserts a few pieces of a document.
func (g *generator) mutate(document, format string) string {
	for range 1 + g.Intn(3) {
		i := g.Intn(len(document) + 1)
		j := min(len(document), i+1+g.Intn(12))
		switch g.Intn(6) {
		case 0:
			document = document[:i] + document[j:]
		case 1:
			document = document[:j] + document[i:]
		case 2, 3:
			document = document[:i] + pick(g, mutateTokens[format]) + document[i:]
		case 4:
			other := pick(g, g.seeds[format])
			k := g.Intn(len(other) + 1)
			document = document[:i] + other[k:min(len(other), k+20)] + document[i:]
		case 5:
			k := g.Intn(len(document) + 1)
			document = document[:i] + document[k:]
		}
	}
	return document[:min(len(document), 8000)]
}

// charset returns the document in another encoding, or only labelled with one.
func (g *generator) charset(mediaType, document string) (contentType, encoded string) {
	label := pick(g, []string{"utf-8", "utf8", "UTF-16", "utf-16le", "utf-16be", "unicode", "utf-32", "utf-7", "iso-8859-1", "latin1", "windows-1252", "us-ascii", "koi8-r", "shift_jis", "gb18030", "ibm037", "x-nonsense", ""})
	contentType = pick(g, []string{"%s; charset=%s", `%s;charset="%s"`, "%s ; CHARSET = %s", "%s; charset=utf-8; charset=%s", "%s; x=y; charset='%s'", "%s;charset=%s;", "%s, text/plain; charset=%s"})
	contentType = fmt.Sprintf(contentType, mediaType, label)
	switch g.Intn(4) {
	case 0:
		return contentType, "\ufeff" + document
	case 1:
		var b strings.Builder
		if g.few(2) {
			b.WriteString("\xff\xfe")
		}
		for i := range len(document) {
			b.WriteString(document[i:i+1] + "\x00")
		}
		return contentType, b.String()
	}
	return contentType, document
}
