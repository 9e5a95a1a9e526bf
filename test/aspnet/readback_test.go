package aspnet

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"
)

// A writing is a way in which the framework writes a BatchTaskInfo, with the readers that can read it.
type writing struct {
	variant, accept string
	readers         []string
}

var writings = []writing{
	{"default", mediaJSON, []string{"Newtonsoft", "Newtonsoft with types"}},
	{"camel", mediaJSON, []string{"Newtonsoft"}},
	{"types", mediaJSON, []string{"Newtonsoft", "Newtonsoft with types"}},
	{"references", mediaJSON, []string{"Newtonsoft"}},
	{"default", mediaXML, []string{"DataContractSerializer"}},
	{"types", mediaXML, []string{"XmlSerializer"}},
}

var selections = []string{
	"", "*", "Id", "id,NAME", "State,Description,Response,Request,Name,Context", "LastStarted,Created", "TableRight", "TableRight/Mask", "TableRight/*", "ParameterObject", "ParameterObject/x", "FieldProperties", "FieldProperties/Name", "FieldProperties/Name/FieldRight,TableRight",
	"FieldProperties/Name/FieldType,FieldProperties/Id", "Unknown", "Id/x", "CancellationBehaviour,IsSystemTask,StartCount", strings.Join(plainValues, ","), strings.Join(plainValues, ",") + ",Name,TableRight/Mask,ParameterObject/x",
}

// The time zones, with the sample's date-times in them.
var zones = []struct{ header, lastStarted, created string }{
	{"", "2018-12-24T12:34:45.1445497", "2018-07-01T00:00:00Z"},
	{"NO", "2018-12-24T13:34:45.1445497", "2018-07-01T02:00:00+02:00"},
	{"US-NY, includeTZOffset", "2018-12-24T07:34:45.1445497-05:00", "2018-06-30T20:00:00-04:00"},
	{"utc,includeTZOffset", "2018-12-24T12:34:45.1445497Z", "2018-07-01T00:00:00Z"},
}

// TestReadingBack checks that typed clients can read the framework's responses after $select and in another time zone, and get
// the right values: into a class whose properties are all nullable, and into one with plain numbers, booleans and date-times
// unless $select nulls one of those.
func TestReadingBack(t *testing.T) {
	if !hasFramework(t) {
		return
	}
	guards := []*guard{{name: "null", options: "select null"}, {name: "omit", options: "select omit"}}
	serve(t, guards...)
	direct := &peer{addr: api}
	defer direct.close()
	sample := written(t, direct, writings[0], false, "", "")
	documents, read := 0, 0
	for _, g := range guards {
		guarded := &peer{addr: g.addr}
		defer guarded.close()
		for _, w := range writings {
			for _, array := range []bool{false, true} {
				for _, selection := range selections {
					for _, zone := range zones {
						documents++
						text := written(t, guarded, w, array, selection, zone.header)
						record, err := decode(sample)
						if err != nil {
							t.Fatal(err)
						}
						record["LastStarted"], record["Created"] = zone.lastStarted, zone.created
						if w.variant == "types" && w.accept == mediaXML && inDictionary(selection) {
							continue // XmlSerializer has no dictionaries to select from
						}
						for _, reader := range w.readers {
							for _, class := range []string{"plain", "nullable"} {
								if class == "nullable" && reader == "Newtonsoft with types" {
									continue // the types are those of the plain class
								}
								r := reading{w, reader, class, array, selection, g.name == "omit"}
								if err := r.check(direct, text, record); err != nil {
									t.Errorf("%+v, zone %q: %v\n%s", r, zone.header, err, text)
								}
								read++
							}
						}
					}
				}
			}
		}
	}
	t.Logf("%d documents, read %d times", documents, read)
}

func inDictionary(selection string) bool {
	return strings.Contains(selection, "ParameterObject/") || strings.Contains(selection, "FieldProperties/")
}

// written returns a document that the framework writes, as received from a peer.
func written(t *testing.T, p *peer, w writing, array bool, selection, zone string) string {
	t.Helper()
	r := request{operation, []string{"Content-Type: application/json", "X-Variant: " + w.variant, "Accept: " + w.accept, "X-Answer: record"}, `{"BatchTaskInfo":{}}`}
	if array {
		r.headers[3] += "s"
	}
	if selection != "" {
		r.target += "?$select=" + url.QueryEscape(selection)
	}
	if zone != "" {
		r.headers = append(r.headers, "SO-TimeZone: "+zone)
	}
	resp, err := p.send(r)
	if err != nil {
		t.Fatal(err)
	}
	if resp.status != 200 || !strings.HasPrefix(resp.header.Get("Content-Type"), w.accept) {
		t.Fatalf("%+v: %d %s: %s", r, resp.status, resp.header.Get("Content-Type"), resp.body)
	}
	return resp.body
}

// A reading is a document that a reader reads into a class.
type reading struct {
	writing
	reader, class string
	array         bool
	selection     string
	omit          bool
}

// check reads a document and compares the result with record, which has the date-times in the zone asked for.
func (r reading) check(direct *peer, text string, record map[string]any) error {
	class := r.class
	if r.array {
		class += " array"
	}
	got, exception, err := read(direct, r.reader, class, text)
	if err != nil {
		return err
	}
	projected := record
	if r.selection != "" {
		projected = project(record, selectPaths(r.selection), r.omit)
	}
	if r.class == "plain" && nullsValues(projected) {
		if exception == "" {
			return errors.New("null was read into a number, a boolean or a date-time")
		}
		return nil
	}
	if exception != "" {
		return fmt.Errorf("can't be read: %s", exception)
	}
	nothing, exception, err := read(direct, "Newtonsoft", r.class, "{}")
	if err != nil || exception != "" {
		return fmt.Errorf("an empty object can't be read: %s %v", exception, err)
	}
	empty, err := decode(string(nothing))
	if err != nil {
		return err
	}
	want := fill(projected, empty, r.class == "nullable")
	if fields, _ := want["FieldProperties"].(map[string]any); r.variant == "references" && projected["TableRight"] == nil && fields["Name"] != nil {
		// In this variant it is a $ref to TableRight.
		fields["Name"].(map[string]any)["FieldRight"] = nil
	}
	records := []json.RawMessage{got}
	if r.array {
		if err := json.Unmarshal(got, &records); err != nil || len(records) != 2 {
			return fmt.Errorf("%d records: %v", len(records), err)
		}
	}
	for _, record := range records {
		got, err := decode(string(record))
		if err != nil {
			return err
		}
		for name := range want {
			if !r.same(name, got[name], want[name]) {
				return fmt.Errorf("%s is read as %v, want %v", name, got[name], want[name])
			}
		}
	}
	return nil
}

// same compares date-times by their instants, and all other values as they are. XmlSerializer reads a nulled text or object as
// an empty one.
func (r reading) same(name string, got, want any) bool {
	if got, ok := got.(string); ok && (name == "LastStarted" || name == "Created") {
		want, _ := want.(string)
		gotTime, err1 := time.Parse(time.RFC3339, got)
		wantTime, err2 := time.Parse(time.RFC3339, want)
		return got == want || err1 == nil && err2 == nil && gotTime.Equal(wantTime)
	}
	if r.reader == "XmlSerializer" && !r.omit {
		got, want = nullIfEmpty(got), nullIfEmpty(want)
	}
	return reflect.DeepEqual(got, want)
}

func nullIfEmpty(value any) any {
	object, ok := value.(map[string]any)
	if !ok && value != "" {
		return value
	}
	left := map[string]any{}
	for name, member := range object {
		if member = nullIfEmpty(member); member != nil {
			left[name] = member
		}
	}
	if len(left) == 0 {
		return nil
	}
	return left
}

// read returns what a reader reads from a document, as JSON, or its exception.
func read(direct *peer, reader, class, text string) (got json.RawMessage, problem string, err error) {
	resp, err := direct.send(request{operation, []string{"X-Reader: " + reader, "X-Class: " + class}, text})
	if err != nil {
		return nil, "", err
	}
	var result struct {
		Bound json.RawMessage
		Error string
	}
	err = json.Unmarshal([]byte(resp.body), &result)
	return result.Bound, result.Error, err
}
