package selection_test

import (
	"fmt"

	"github.com/caddy-batchtask/caddy-batchtask/internal/rewrite"
	"github.com/caddy-batchtask/caddy-batchtask/internal/selection"
)

func Example() {
	list, _, err := selection.FromQuery("$select=Id,tableright/mask")
	if err != nil {
		fmt.Println(err)
		return
	}
	node, err := selection.Parse(list, rewrite.Null)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(node.Member([]byte("Id")).Verdict == rewrite.Keep)
	fmt.Println(node.Member([]byte("TableRight")).Verdict == rewrite.Into)
	fmt.Println(node.Member([]byte("Description")).Verdict == rewrite.Null)
	// Output:
	// true
	// true
	// true
}
