package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestEveryPromiseNamesATest holds docs/promises.md to the tests there are.
func TestEveryPromiseNamesATest(t *testing.T) {
	root := filepath.Join("..", "..")
	there := map[string]bool{}
	test := regexp.MustCompile(`(?m)^func (Test\w+)\(`)
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		b, err := os.ReadFile(path)
		for _, m := range test.FindAllSubmatch(b, -1) {
			there[string(m[1])] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(filepath.Join(root, "docs", "promises.md"))
	if err != nil {
		t.Fatal(err)
	}
	rows := 0
	for line := range strings.Lines(string(page)) {
		promise, names, ok := strings.Cut(strings.TrimPrefix(line, "| "), " | ")
		if !ok || promise == "promise" {
			continue
		}
		rows++
		for _, name := range strings.Split(strings.TrimRight(names, " |\n"), ", ") {
			if name := strings.Trim(name, "`"); !there[name] {
				t.Errorf("%s: no test is called %q", promise, name)
			}
		}
	}
	if rows < 20 {
		t.Errorf("%d promises were read", rows)
	}
}
