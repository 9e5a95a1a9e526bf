package xmledit

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/edit/edittest"
)

// sample is a BatchTaskInfo as the API writes it, of about 1.5 KB.
const sample = `<?xml version="1.0" encoding="utf-8"?>
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

// sampleOf returns a document of about size bytes: the sample with a long Request or, if rows is set, an array of samples.
func sampleOf(size int, rows bool) []byte {
	start := strings.Index(sample, "<BatchTaskInfo")
	if rows {
		record := sample[start:]
		return []byte("<ArrayOfBatchTaskInfo>\n" + strings.Repeat(record, max(1, size/len(record))) + "</ArrayOfBatchTaskInfo>")
	}
	const line = "Lorem ipsum dolor sit amet, consectetur adipiscing elit &lt;sed&gt; do eiusmod tempor incididunt ut labore.\n"
	text := strings.Repeat(line, max(0, size-len(sample))/len(line))
	return []byte(strings.Replace(sample, "sequi", "sequi"+text, 1))
}

// sampleTable returns an array of about size bytes whose records have ten short members each, as real documents do. The names
// of the members begin with prefix.
func sampleTable(root, record, prefix string, size int) []byte {
	texts := []string{"", "OK", "Bj\u00f8rn &amp; S\u00f8nner AS", "not started yet", "a &lt; b", "\u00c5rsm\u00f8te, rom 4 &#x2013; 2", "Lorem ipsum dolor sit amet, con"}
	format := strings.NewReplacer("[", "<"+prefix, "{", "</"+prefix).Replace(
		`[Id>%d{Id>[Name>%s{Name>[IsSystemTask>%t{IsSystemTask>[StartCount>%d{StartCount>[Created>2013-11-%02dT16:07:%02d.1445497+01:00{Created>` +
			`[LastStarted>2020-03-%02dT06:%02d:40{LastStarted>[ProgressPercent>%d.%02d{ProgressPercent>[State>%s{State>[Context i:nil="true"/>[Result>%s{Result>`)
	src := []byte("<" + root + ` xmlns:i="http://www.w3.org/2001/XMLSchema-instance">`)
	for i := 0; len(src) < size-len(root); i++ {
		src = append(src, "<"+record+">"...)
		src = fmt.Appendf(src, format, 100+i, texts[i%7], i%3 == 0, i*7%1000, 1+i%28, i%60, 1+i%28, i%60, i%100, i*13%100, texts[i*5%7], texts[i*3%7])
		src = append(src, "</"+record+">"...)
	}
	return append(src, "</"+root+">"...)
}

var (
	benchSelect = edittest.NewSetRule(edit.Null, "State", "Mask")
	benchKeep   = edittest.NewSetRule(edit.Keep)
)

var benchSizes = []int{1500, 10 << 10, 100 << 10, 1 << 20, 10 << 20}

func BenchmarkXMLStrip(b *testing.B) {
	strip := func(name string, src []byte) {
		var out edit.Result
		edittest.Bench(b, name, src, func() error {
			out.Reset()
			return Strip(src, testFilter, &out)
		})
	}
	for _, size := range benchSizes {
		strip(fmt.Sprint("text/", size), sampleOf(size, false))
	}
	for _, size := range edittest.BenchSizes[:4] {
		strip("records/dropped/"+size.Name, updateWith(sampleTable("FieldProperties", "Row", "Row", size.Size)))
		strip("records/kept/"+size.Name, updateWith(sampleTable("ParameterObject", "Row", "Row", size.Size)))
	}
}

// updateWith returns an update with an additional property.
func updateWith(property []byte) []byte {
	return slices.Concat([]byte("<BatchTaskInfo><Id>1</Id><State>Done</State>"), property, []byte("</BatchTaskInfo>"))
}

func BenchmarkXMLReshape(b *testing.B) {
	for _, rule := range []struct {
		name string
		edit.Rule
	}{{"select", benchSelect}, {"keep", benchKeep}} {
		reshape := func(name string, src []byte) {
			var e edit.Edits
			doc := edittest.DocumentOf(rule.Rule)
			edittest.Bench(b, rule.name+"/"+name, src, func() error {
				e.Reset()
				return Reshape(src, doc, &e)
			})
		}
		for _, size := range benchSizes {
			reshape(fmt.Sprint("text/", size), sampleOf(size, false))
			reshape(fmt.Sprint("rows/", size), sampleOf(size, true))
		}
		for _, size := range edittest.BenchSizes[:4] {
			reshape("records/"+size.Name, sampleTable("ArrayOfBatchTaskInfo", "BatchTaskInfo", "", size.Size))
			reshape("property/"+size.Name, updateWith(sampleTable("FieldProperties", "Row", "Row", size.Size)))
		}
	}
}
