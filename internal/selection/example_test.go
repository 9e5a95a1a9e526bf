package selection_test

import (
	"fmt"

	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/selection"
)

func Example() {
	list, _, err := selection.FromQuery("$select=Id,tableright/mask")
	if err != nil {
		fmt.Println(err)
		return
	}
	node, err := selection.Parse(list, edit.Null)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(node.Member([]byte("Id")).Verdict == edit.Keep)
	fmt.Println(node.Member([]byte("TableRight")).Verdict == edit.Into)
	fmt.Println(node.Member([]byte("Description")).Verdict == edit.Null)
	// Output:
	// true
	// true
	// true
}
