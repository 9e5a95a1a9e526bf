// The tzdata command builds the embedded tz database, zoneinfo.zip and VERSION, from a directory of compiled zones such as
// /usr/share/zoneinfo:
//
//	go run ./internal/timezone/gen/tzdata [-o <directory>] <zoneinfo directory>
package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	out := flag.String("o", "internal/timezone/tzdata", "the output `directory`")
	flag.Parse()
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "usage: tzdata [-o <directory>] <zoneinfo directory>")
		os.Exit(2)
	}
	report, err := replace(*out, os.DirFS(flag.Arg(0)))
	if err != nil {
		fmt.Fprintln(os.Stderr, "tzdata:", err)
		os.Exit(1)
	}
	fmt.Println(report)
}
