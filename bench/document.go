package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// The sizes of grown documents in bytes. The larger one is below the default of max_request_body, 1 MiB.
const (
	kilobytes100 = 100_000
	megabyte     = 1_000_000
)

// The name of a response is the first segment of the path that requests it from the upstream. For the guard, it is a
// tenant's prefix.
const (
	responseSample = "sample"
	response100KB  = "100KB"
	response1MB    = "1MB"
	rows100KB      = "100KB-rows"
	rows1MB        = "1MB-rows"
)

func readSample(name string) ([]byte, error) { return os.ReadFile(filepath.Join(sampleDir, name)) }

// responses returns the upstream's responses by name: the documentation's sample, and the sample grown by members of its
// ParameterObject or by rows in it. The request's $select determines which bytes are kept.
func responses() (map[string][]byte, error) {
	sample, err := readSample("response.json")
	if err != nil {
		return nil, err
	}
	return map[string][]byte{
		responseSample: sample,
		response100KB:  growObject(sample, kilobytes100),
		response1MB:    growObject(sample, megabyte),
		rows100KB:      growRows(sample, kilobytes100),
		rows1MB:        growRows(sample, megabyte),
	}, nil
}

// growObject grows a document to size bytes with members of its ParameterObject that resemble the API's: many short texts,
// some with escapes, some not in ASCII.
func growObject(document []byte, size int) []byte {
	const object = `"ParameterObject": {`
	var fill bytes.Buffer
	for i := 3; ; i++ {
		member := fmt.Sprintf("\n      \"ParameterObject%d\": \"%s\",", i, phrase(i))
		if len(document)+fill.Len()+len(member) > size {
			break
		}
		fill.WriteString(member)
	}
	return bytes.Replace(document, []byte(object), append([]byte(object), fill.Bytes()...), 1)
}

// growRows grows a document to size bytes with an array of rows in its ParameterObject. Long texts let a scanner skip many
// bytes at a time; rows have a token every few bytes.
func growRows(document []byte, size int) []byte {
	const object = `"ParameterObject": {`
	fill := []byte(`"Rows":[`)
	for i := 0; ; i++ {
		separator := ","
		if i == 0 {
			separator = ""
		}
		r := separator + row(i)
		if len(document)+len(fill)+len(r)+len("],") > size {
			break
		}
		fill = append(fill, r...)
	}
	fill = append(fill, "],"...)
	return bytes.Replace(document, []byte(object), append([]byte(object), fill...), 1)
}

// row returns an object of ten short members. It depends only on the number.
func row(i int) string {
	mixed := int(uint32(i) * 2654435761) // spread over 32 bits
	due := "null"
	if i%3 > 0 {
		due = fmt.Sprintf(`"20%02d-%02d-%02dT%02d:30:00Z"`, 10+mixed%20, 1+mixed%12, 1+mixed%28, mixed%24)
	}
	return fmt.Sprintf(`{"Id":%d,"Active":%t,"Flags":%d,"Registered":"20%02d-%02d-%02dT%02d:%02d:%02d.%07d+0%d:00",`+
		`"Due":%s,"Amount":%d.%02d,"Share":%.4f,"Name":"%s","Note":"%s","OwnerId":%d}`,
		100_000+i, i%5 > 0, mixed%256, mixed%25, 1+mixed%12, 1+mixed%28, mixed%24, mixed%60, i%60, mixed%10_000_000, 1+i%2,
		due, mixed%10_000, mixed%100, float64(mixed%10_000)/10_000, short(i), short(mixed%64), mixed%1000)
}

// short returns a text of 0 to 30 characters, in JSON.
func short(i int) string {
	switch i % 8 {
	case 0:
		return ""
	case 3:
		return `Ole \"Bull\" AS\n`
	case 6:
		return "Tromsø Bygg & Anlegg"
	}
	text := phrase(i)
	return text[:min(len(text), 30)]
}

// growText grows a document to size bytes with the text of its Request.
func growText(document []byte, size int) []byte {
	const text = `"Request": "`
	var fill bytes.Buffer
	for i := 0; ; i++ {
		words := phrase(i) + " "
		if len(document)+fill.Len()+len(words) > size {
			break
		}
		fill.WriteString(words)
	}
	return bytes.Replace(document, []byte(text), append([]byte(text), fill.Bytes()...), 1)
}

var words = strings.Fields(`voluptatibus laboriosam User-friendly assymetric interface ducimus et Synergistic explicit
	circuit Reverse-engineered logistical neural-net Multi-lateral neutral time-frame Eichmann Huels and Connelly`)

// phrase returns one to eight words, in JSON. One phrase in eight has an escape, and one in eight a letter that is not
// ASCII. It depends only on the number.
func phrase(i int) string {
	n := 1 + i*7%8
	list := make([]string, 0, n+1)
	for j := range n {
		list = append(list, words[(i*5+j)%len(words)])
	}
	switch i % 8 {
	case 3:
		list = append(list, `\"quibusdam\"\n`)
	case 6:
		list = append(list, "Ærø")
	}
	return strings.Join(list, " ")
}
