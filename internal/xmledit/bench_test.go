package xmledit

import (
	"fmt"
	"strings"
	"testing"

	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/edit/edittest"
)

// xmlSample is a BatchTaskInfo as the API writes it, of about 1.5 KB.
const xmlSample = `<?xml version="1.0" encoding="utf-8"?>
<BatchTaskInfo xmlns="http://schemas.superoffice.com/2008/06" xmlns:i="http://www.w3.org/2001/XMLSchema-instance">
  <Id>975</Id>
  <Name>Vitae provident error quos</Name>
  <AssociateId>254</AssociateId>
  <DetailsTable>853</DetailsTable>
  <DetailsRecord>415</DetailsRecord>
  <IsSystemTask>false</IsSystemTask>
  <IsInternalTask>true</IsInternalTask>
  <ParameterObject>
    <KeyValue><Key>ParameterObject1</Key><Value>autem</Value></KeyValue>
    <KeyValue><Key>ParameterObject2</Key><Value>doloremque</Value></KeyValue>
  </ParameterObject>
  <LastStarted>2020-03-05T16:07:40.1445497+01:00</LastStarted>
  <Created>2013-11-22T16:07:40.1445497+01:00</Created>
  <StartCount>316</StartCount>
  <DatabaseSerialNumber>1231447</DatabaseSerialNumber>
  <Context>ut</Context>
  <Result>Et voluptatem &amp; quia sed dolores</Result>
  <State>Aquired</State>
  <Description>Self-enabling client-driven time-frame</Description>
  <Response>molestiae</Response>
  <Request>sequi</Request>
  <ProgressDescription>Organic 24/7 interface</ProgressDescription>
  <ProgressPercent>77</ProgressPercent>
  <FileName i:nil="true"/>
  <TableRight><Mask>FULL</Mask><Reason></Reason></TableRight>
  <FieldProperties>
    <Field name="fieldName"><FieldRight><Mask>FULL</Mask><Reason/></FieldRight><FieldType>System.Int32</FieldType><FieldLength>985</FieldLength></Field>
  </FieldProperties>
</BatchTaskInfo>
`

// xmlSampleOf returns a document of about size bytes: the sample where that is its size, else with a long Request (text),
// or as an array of samples (rows).
func xmlSampleOf(size int, rows bool) []byte {
	start := strings.Index(xmlSample, "<BatchTaskInfo")
	if rows {
		record := xmlSample[start:]
		return []byte("<ArrayOfBatchTaskInfo>\n" + strings.Repeat(record, max(1, size/len(record))) + "</ArrayOfBatchTaskInfo>")
	}
	const line = "Lorem ipsum dolor sit amet, consectetur adipiscing elit &lt;sed&gt; do eiusmod tempor incididunt ut labore.\n"
	text := strings.Repeat(line, max(0, size-len(xmlSample))/len(line))
	return []byte(strings.Replace(xmlSample, "sequi", "sequi"+text, 1))
}

var (
	xmlBenchSelect = edittest.NewSetRule(edit.Null, "State", "Mask")
	xmlBenchKeep   = edittest.NewSetRule(edit.Keep)
)

var xmlBenchSizes = []int{1500, 10 << 10, 100 << 10, 1 << 20, 10 << 20}

func BenchmarkXMLStrip(b *testing.B) {
	for _, size := range xmlBenchSizes {
		src := xmlSampleOf(size, false)
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			var out edit.Result
			b.SetBytes(int64(len(src)))
			b.ReportAllocs()
			for b.Loop() {
				out.Reset()
				if err := Strip(src, xmlFilter, &out); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkXMLReshape(b *testing.B) {
	for _, rule := range []struct {
		name string
		edit.Rule
	}{{"select", xmlBenchSelect}, {"keep", xmlBenchKeep}} {
		for _, shape := range []string{"text", "rows"} {
			for _, size := range xmlBenchSizes {
				src := xmlSampleOf(size, shape == "rows")
				doc := edittest.DocumentOf(rule.Rule)
				b.Run(fmt.Sprintf("%s/%s/%d", rule.name, shape, size), func(b *testing.B) {
					var e edit.Edits
					b.SetBytes(int64(len(src)))
					b.ReportAllocs()
					for b.Loop() {
						e.Reset()
						if err := Reshape(src, doc, &e); err != nil {
							b.Fatal(err)
						}
					}
				})
			}
		}
	}
}
