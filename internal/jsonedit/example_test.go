package jsonedit_test

import (
	"fmt"

	"github.com/caddy-batchtask/caddy-batchtask/internal/batchtask"
	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/jsonedit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
	"github.com/caddy-batchtask/caddy-batchtask/internal/selection"
)

// What can't be updated is deleted, with the comma that belongs to it. Everything else keeps its bytes.
func ExampleStrip() {
	src := []byte(`{"BatchTaskInfo": {"Id":1, "Name":"Import", "State": "Started"}}`)
	filter := edit.NewFilter(batchtask.DefaultIdentity, batchtask.DefaultUpdatable, batchtask.DefaultDateTimes)
	var out edit.Result
	if err := jsonedit.Strip(src, &filter, &out); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s\nstripped: %s\n", out.Edits.AppendTo(nil, src), out.Stripped.Name(0))
	// Output:
	// {"BatchTaskInfo": {"Id":1, "State": "Started"}}
	// stripped: Name
}

// What a $select of State does not select becomes null.
func ExampleReshape() {
	src := []byte(`{"Id":1, "Name":"Import", "State": "Started"}`)
	node, err := selection.Parse("State", edit.Null)
	if err != nil {
		fmt.Println(err)
		return
	}
	document := edit.Document{Identity: names.NewSet("Id"), Rule: &edit.Response{Selection: node}}
	var edits edit.Edits
	if err := jsonedit.Reshape(src, &document, &edits); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s\n", edits.AppendTo(nil, src))
	// Output: {"Id":null, "Name":null, "State": "Started"}
}
