// Command make writes the archive that .ci/oracles exports: archive.db with
// made-up reports, and truth.jsonl with what each of them holds, which comes
// from the data and never from an exporter.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"nianbao/extract"
	"nianbao/store"
	"nianbao/store/export/exporttest"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "make: wants a folder and a number of reports")
		os.Exit(2)
	}
	n, err := strconv.Atoi(os.Args[2])
	if err == nil {
		err = errors.Join(archive(os.Args[1], n), truth(os.Args[1], n))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "make:", err)
		os.Exit(1)
	}
}

func archive(dir string, n int) error {
	a, err := store.Open(filepath.Join(dir, "archive.db"), store.Options{Verb: "make"})
	if err != nil {
		return err
	}
	return errors.Join(exporttest.Fill(context.Background(), a, n), a.Close())
}

func truth(dir string, n int) (err error) {
	f, err := os.Create(filepath.Join(dir, "truth.jsonl"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	w := bufio.NewWriter(f)
	enc := json.NewEncoder(w)
	for i := range n {
		line := struct {
			URL    string          `json:"url"`
			Region string          `json:"region"`
			Report *extract.Report `json:"report"`
		}{exporttest.URL(i), exporttest.Region(i), exporttest.Report(i)}
		if err := enc.Encode(line); err != nil {
			return err
		}
	}
	return w.Flush()
}
