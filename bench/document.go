package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// The sizes that documents are grown to, in bytes. The larger one is below max_request_body's default, 1 MiB.
const (
	kilobytes100 = 100_000
	megabyte     = 1_000_000
)

// An answer's name is the first segment of the path that asks the upstream for it: to the guard it is a tenant's prefix.
const (
	answerSample = "sample"
	answer100KB  = "100KB"
	answer1MB    = "1MB"
)

func readSample(name string) ([]byte, error) { return os.ReadFile(filepath.Join(sampleDir, name)) }

// answers returns the upstream's answers by name: the documentation's sample, and the same grown by members of its
// ParameterObject. Which bytes are kept is up to the request's $select.
func answers() (map[string][]byte, error) {
	sample, err := readSample("response.json")
	if err != nil {
		return nil, err
	}
	return map[string][]byte{
		answerSample: sample,
		answer100KB:  growObject(sample, kilobytes100),
		answer1MB:    growObject(sample, megabyte),
	}, nil
}

// growObject brings a document to size bytes with members in its ParameterObject, as the API has them there: many short
// texts, some with escapes, some not in ASCII.
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

// growText brings a document to size bytes with the text of its Request.
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

// phrase returns between one and eight words, as JSON text. One phrase in eight has an escape and one in eight a letter
// that is not ASCII. The same number always gives the same phrase.
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
