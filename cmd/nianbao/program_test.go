package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"nianbao/seeds/sample"
)

// TestMain lets the test binary be the program: tests run it as a process of
// its own, with real exit codes and real signals.
func TestMain(m *testing.M) {
	if os.Getenv("NIANBAO_BE_THE_PROGRAM") == "1" {
		os.Exit(run(os.Args[1:]))
	}
	os.Exit(m.Run())
}

// result is what one run of the program left.
type result struct {
	code        int
	out, errout string
}

// command prepares the program to be run in a folder.
func command(ctx context.Context, dir string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, os.Args[0], args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "NIANBAO_BE_THE_PROGRAM=1", "LC_ALL=C.UTF-8")
	return cmd
}

// nianbao runs the program to its end.
func nianbao(t *testing.T, dir string, args ...string) result {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	cmd := command(ctx, dir, args...)
	var out, errout bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errout
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatalf("run %v: %v", args, err)
	}
	return result{cmd.ProcessState.ExitCode(), out.String(), errout.String()}
}

// must runs the program and expects it to end well.
func must(t *testing.T, dir string, args ...string) string {
	t.Helper()
	r := nianbao(t, dir, args...)
	if r.code != exitDone {
		t.Fatalf("%v: exit %d, want 0\n%s", args, r.code, r.errout)
	}
	return r.out
}

// lines decodes JSONL.
func lines(t *testing.T, text string) []map[string]any {
	t.Helper()
	var out []map[string]any
	for line := range strings.Lines(text) {
		var v map[string]any
		d := json.NewDecoder(strings.NewReader(line))
		d.UseNumber()
		if err := d.Decode(&v); err != nil {
			t.Fatalf("decode %s: %v", line, err)
		}
		out = append(out, v)
	}
	return out
}

func write(t *testing.T, dir, name, text string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// portal starts a sample portal and writes a config for it.
func portal(t *testing.T, dir, delay string) *sample.Server {
	t.Helper()
	server, err := sample.Start(sample.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	write(t, dir, "seeds/sample.yaml", string(server.Seeds()))
	write(t, dir, "config.yaml", fmt.Sprintf(`user_agent: "nianbao-test/1.0 (+http://127.0.0.1/; test@localhost.invalid)"
politeness: {delay: %s}
network: {allow: [127.0.0.0/8]}
`, delay))
	return server
}
