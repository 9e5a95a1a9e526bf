// The gen command makes builtin_table.go, the built-in table of package timezone, of the files in data/. It is run by
// go generate, in the package's directory.
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
