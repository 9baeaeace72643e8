//go:build ignore

// Words prints what the reader of PDF files says of one: its words, and the
// ruling lines between them.
package main

import (
	"context"
	"log"
	"os"

	"nianbao/crawler/reader"
)

func main() {
	body, err := os.ReadFile(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	w, err := reader.PDF(context.Background(), body)
	if err != nil {
		log.Fatal(err)
	}
	if _, err := os.Stdout.Write(w.Data); err != nil {
		log.Fatal(err)
	}
}
