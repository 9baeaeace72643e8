package main

import (
	"bytes"
	"path/filepath"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"nianbao/seeds/sample"
)

// TestJSONOutputsFollowTheirSchemas validates everything the program prints as
// JSON, over a whole crawl of the sample portal.
func TestJSONOutputsFollowTheirSchemas(t *testing.T) {
	dir := t.TempDir()
	server := portal(t, dir, "5ms")
	one := func(schema string, args ...string) {
		t.Helper()
		validate(t, schema, []byte(nianbao(t, dir, args...).out))
	}
	one("crawl", "crawl", "--json")
	one("crawl", "crawl", "--json")
	one("stats", "stats", "--json")
	one("coverage", "stats", "--coverage", "--json")
	one("reparse", "reparse", "--json", "--dry-run")
	one("discover", "discover", "--json", "--max-requests", "4", server.Columns()[0])
	one("verify", "verify", "--json")
	one("why", "why", "--json", "127.0.0.1")
	one("why", "why", "--json", server.Columns()[0])
	write(t, dir, "draft.html", string(sample.Render(truthWith(t, "review_litigation.sum").Document, sample.Word)))
	one("check", "check", "--json", "--explain", "draft.html", "missing.html")
	for schema, what := range map[string]string{"report": "reports", "cell": "cells", "capture": "captures", "url": "urls"} {
		out := must(t, dir, "export", "--what", what)
		n := 0
		for line := range bytes.Lines([]byte(out)) {
			validate(t, schema, line)
			n++
		}
		if n < 50 {
			t.Errorf("%s: only %d lines", what, n)
		}
	}
}

// validate checks a JSON text against a schema of docs/schemas, and that the
// schema names every field of it.
func validate(t *testing.T, name string, text []byte) {
	t.Helper()
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	schema, err := compiler.Compile(filepath.Join("..", "..", "docs", "schemas", name+".schema.json"))
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatalf("%s: %v: %.200s", name, err, text)
	}
	if err := schema.Validate(value); err != nil {
		t.Errorf("%s: %v\n%.400s", name, err, text)
	}
	for key := range value.(map[string]any) {
		if schema.Properties[key] == nil {
			t.Errorf("%s: field %s is not in the schema", name, key)
		}
	}
}
