package sandbox

import (
	"strings"
	"testing"

	"github.com/tidwall/gjson"
)

func TestMediaTypeIsNegotiated(t *testing.T) {
	s := newSite(t)
	for accept, want := range map[string]string{
		"":                             "application/json",
		"*/*":                          "application/json",
		"application/json":             "application/json",
		"Text/JSON":                    "text/json",
		"application/xml":              "application/xml",
		"text/xml":                     "text/xml",
		"text/*":                       "text/json",
		"application/*":                "application/json",
		"application/merge-patch+json": "application/merge-patch+json",
		"application/json-patch+json":  "application/json-patch+json",
		"application/json;q=0.5, application/xml":   "application/xml",
		"application/xml;q=0.4,text/json ; q=0.6":   "text/json",
		"text/html,application/xml;q=0.9,*/*;q=0.8": "application/xml",
		"application/xml;q=0":                       "application/json",
		"application/xml, application/json":         "application/json",
		"application/xml;q=x;;":                     "application/xml",
		"application/xml; charset=utf-8":            "application/xml",
		"image/png":                                 "application/json",
		"app*":                                      "application/json",
		"*":                                         "application/json",
	} {
		got := s.do("POST", agentPath+"GetBatchTaskInfo?id=975", "", "Accept", accept)
		expect(t, accept+" -> "+got.header.Get("Content-Type"), accept+" -> "+want+"; charset=utf-8")
		if got.length != int64(len(got.body)) {
			t.Errorf("Content-Length %d for %d bytes", got.length, len(got.body))
		}
		if !isXML(want) {
			expect(t, got.body, sampleJSON(t, 975))
		}
	}
	two := s.do("POST", agentPath+"GetBatchTaskInfo?id=975", "", "Accept", "text/html", "Accept", "text/xml")
	expect(t, two.header.Get("Content-Type"), "text/xml; charset=utf-8")
}

func TestXMLResponses(t *testing.T) {
	const declared = ` xmlns:i="http://www.w3.org/2001/XMLSchema-instance"`
	s := newSite(t)
	s.update("", "application/json", `{"Id":1011,"State":"Started"}`)
	s.update("", "application/json", `{"Id":1012,"State":"Started"}`)
	tests := map[string]struct{ path, want string }{
		"a task": {
			agentPath + "GetBatchTaskInfo?id=1051",
			`<BatchTaskInfo` + declared + `><Id>1051</Id><Name>ImportContacts</Name><AssociateId>12</AssociateId>` +
				`<DetailsTable>0</DetailsTable><DetailsRecord>0</DetailsRecord><IsSystemTask>false</IsSystemTask>` +
				`<IsInternalTask>false</IsInternalTask><ParameterObject></ParameterObject>` +
				`<LastStarted>2022-08-15T14:21:07.33+02:00</LastStarted><Created>2022-08-15T14:20:00+02:00</Created>` +
				`<StartCount>3</StartCount><DatabaseSerialNumber>1893427561</DatabaseSerialNumber><Context></Context>` +
				`<Result>Row 17: no such country</Result><State>Failed</State><Description>Leads &lt;web&gt; &amp; phone</Description>` +
				`<Response>{&#34;row&#34;:17,&#34;column&#34;:&#34;Country&#34;}</Response><Request></Request>` +
				`<ProgressDescription></ProgressDescription><ProgressPercent>2</ProgressPercent><FileName>leads.xlsx</FileName>` +
				`<CancellationBehaviour>CannotCancel</CancellationBehaviour>` +
				`<TableRight><Mask>Select, Update, Insert</Mask><Reason></Reason></TableRight>` +
				`<FieldProperties><State><FieldRight><Mask>Read, Write</Mask><Reason></Reason></FieldRight>` +
				`<FieldType>Enum</FieldType><FieldLength>4</FieldLength></State><Description><FieldRight>` +
				`<Mask>Read, Write</Mask><Reason></Reason></FieldRight><FieldType>String</FieldType>` +
				`<FieldLength>2047</FieldLength></Description></FieldProperties></BatchTaskInfo>`,
		},
		"no task":  {agentPath + "GetBatchTaskInfo", `<BatchTaskInfo i:nil="true"` + declared + ` />`},
		"no tasks": {agentPath + "GetBatchTaskInfosByState?state=new", `<ArrayOfBatchTaskInfo` + declared + `></ArrayOfBatchTaskInfo>`},
		"an error": {
			agentPath + "UpdateBatchTask",
			`<Error` + declared + `><Message>The request could not be processed.</Message><MessageDetail>The parameter BatchTaskInfo is missing.</MessageDetail></Error>`,
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			expect(t, s.do("POST", tc.path, "", "Accept", "text/xml").body, tc.want)
		})
	}
}

// A task that is read as XML and sent back as XML is unchanged, byte for byte.
func TestXMLRoundTrip(t *testing.T) {
	s := newSite(t)
	s.update("", "application/json", `{"Id":975,"Result":null,"Response":"a\u000ab \u00e6 ]]> <!-- &","ParameterObject":{"a b":"1","_x0041_":"2","":"3","ÅØ":["4",["5"]],"7":null,"😀":"x","_":"_x"}}`)
	before := s.do("GET", tasksPath, "").body
	for _, task := range parseArray(before) {
		id := gjson.Get(task, "Id").Raw
		sent := s.do("POST", agentPath+"GetBatchTaskInfo?id="+id, "", "Accept", "application/xml").body
		s.update("", "application/xml", sent)
	}
	// Only optional JSON escapes differ.
	before = strings.NewReplacer(`\u000a`, `\n`, `\u00e6`, `æ`).Replace(before)
	expect(t, s.do("GET", tasksPath, "").body, before)
}
