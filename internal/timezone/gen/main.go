// The gen command generates builtin_table.go, the built-in table of package timezone, from the files in data/. go generate
// runs it in the package's directory.
package main

import (
	"fmt"
	"os"
)

func main() {
	source, err := generate(".")
	if err == nil {
		err = os.WriteFile(output, source, 0o644)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}
