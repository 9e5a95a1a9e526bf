package aspnet

import "testing"

const (
	mediaJSON  = "application/json"
	mediaPatch = "application/json-patch+json"
	mediaXML   = "application/xml"
	mediaForm  = "application/x-www-form-urlencoded"
)

// TestKnownBypasses sends bodies that make the framework set a property that can't be updated. Sent directly, each one works
// as listed, so the attack is real. Through the guard, none does.
func TestKnownBypasses(t *testing.T) {
	if !hasFramework(t) {
		return
	}
	guards := strippers()
	serve(t, guards...)
	j := newJudge(guards)
	defer j.close()
	for _, row := range []struct {
		variant, contentType, body string
		directly                   string // the properties that are set if it is sent directly
	}{
		{"types", mediaXML, `<Carrier><BatchTaskInfo><State><x>S</x><Name>EVIL</Name></State></BatchTaskInfo></Carrier>`, `{"Name":"EVIL","State":"S"}`},
		{"bare-types", mediaXML, `<BatchTaskInfo><State><x>S</x><Name>EVIL</Name></State></BatchTaskInfo>`, `{"Name":"EVIL","State":"S"}`},
		{"bare-types", mediaXML, `<BatchTaskInfo><Id><x>7</x><AssociateId>1</AssociateId></Id></BatchTaskInfo>`, `{"AssociateId":1,"Id":7}`},
		{"loose", mediaJSON, `{"BatchTaskInfo":{"State":{"$id":{},"Name":"EVIL"}}}`, `{"Name":"EVIL","State":"JObject {}"}`},
		{"loose", mediaJSON, `{"BatchTaskInfo":{"State":{"$id":[],"Name":"EVIL"}}}`, `{"Name":"EVIL","State":"JObject {}"}`},
		{"loose", mediaJSON, `{"BatchTaskInfo":{"State":{"\u0024id":{},"Name":"EVIL"}}}`, `{"Name":"EVIL","State":"JObject {}"}`},
		{"default", mediaJSON, `{"BatchTaskInfo":{"ParameterObject":{"$id":{},"Name":"EVIL"}}}`, `{"Name":"EVIL","ParameterObject":{}}`},
		{"wrapped", mediaJSON, `{"request":{"BatchTaskInfo":{"Name":"EVIL"}}}`, `{"Name":"EVIL"}`},
		{"form", mediaForm, `State[]=S&Name=EVIL`, `{"Name":"EVIL","State":"S"}`},
	} {
		in := input{row.variant, row.contentType, row.body}
		empty, err := j.empty(row.variant)
		if err != nil {
			t.Fatal(err)
		}
		direct, err := ask(j.direct, in)
		if err != nil {
			t.Fatal(err)
		}
		if got := direct.set(empty); got != row.directly {
			t.Errorf("%s\nis bound directly as %s\nwant              %s", in, direct.summary(empty), row.directly)
		}
		if err := j.judge(in); err != nil {
			t.Errorf("%s\n%v", in, err)
		}
	}
}
