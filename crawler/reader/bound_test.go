//go:build linux

package reader_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"nianbao/crawler/reader"
)

// The programs here stand in for pdftotext and show one bound each.

func TestAnEndlessProgramIsKilledWithItsChildren(t *testing.T) {
	if testing.Short() {
		t.Skip("takes as long as the bound")
	}
	mark := filepath.Join(t.TempDir(), "alive")
	script(t, "pdftotext", `while :; do date +%s%N >> `+mark+`; sleep 0.2; done & sleep 60`)
	leaves(t)
	begin := time.Now()
	_, err := reader.File(t.Context(), "application/pdf", hello())
	if !errors.Is(err, reader.ErrTimeout) {
		t.Errorf("error %v", err)
	}
	if d := time.Since(begin); d < reader.Timeout || d > reader.Timeout+3*time.Second {
		t.Errorf("took %v", d)
	}
	before, _ := os.ReadFile(mark)
	time.Sleep(700 * time.Millisecond)
	if after, _ := os.ReadFile(mark); string(before) != string(after) || len(before) == 0 {
		t.Errorf("a child lived on: %s, then %s", before, after)
	}
}

func TestMemoryAndOutputAreBounded(t *testing.T) {
	for name, text := range map[string]string{
		"memory": `exec awk 'BEGIN { s = "x"; while (1) s = s s }'`,
		"output": `exec yes`,
	} {
		t.Run(name, func(t *testing.T) {
			script(t, "pdftotext", text)
			leaves(t)
			within(t)
			if _, err := reader.File(t.Context(), "application/pdf", hello()); !errors.Is(err, reader.ErrTooLarge) {
				t.Errorf("error %v", err)
			}
		})
	}
}

func TestTheProgramSeesNothingOfOurEnvironment(t *testing.T) {
	t.Setenv("NIANBAO_SECRET", "s3cret")
	script(t, "pdftotext", `echo "<page >"; env; pwd; ls`)
	w, err := reader.File(t.Context(), "application/pdf", hello())
	if err != nil {
		t.Fatal(err)
	}
	out := string(w.Data)
	if strings.Contains(out, "s3cret") || !strings.Contains(out, "LC_ALL=C.UTF-8") {
		t.Errorf("environment:\n%s", out)
	}
	if wd, _ := os.Getwd(); strings.Contains(out, wd) {
		t.Errorf("runs in our folder:\n%s", out)
	}
}

func TestMissingDataForChineseIsToldFromAnEmptyFile(t *testing.T) {
	script(t, "pdftotext", `echo "<page ></page>"; echo "Syntax Error: Missing language pack for 'Adobe-GB1' mapping" >&2`)
	_, err := reader.File(t.Context(), "application/pdf", hello())
	if !errors.Is(err, reader.ErrNotInstalled) || !strings.Contains(err.Error(), "poppler-data") {
		t.Errorf("error %v", err)
	}
}
