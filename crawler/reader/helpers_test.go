package reader_test

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"nianbao/crawler/reader"
)

// needs skips a test where a program is not installed.
func needs(t *testing.T, program string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		t.Skipf("%s is not installed here", program)
	}
	return path
}

// pdf writes a file of objects, numbered from 1; the first is the catalogue.
// Its table of places is left out: every reader builds one where it is broken.
func pdf(objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	for i, o := range objects {
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	b.WriteString("trailer\n<< /Root 1 0 R /Size 99 >>\n%%EOF\n")
	return b.Bytes()
}

const (
	catalogue = "<< /Type /Catalog /Pages 2 0 R >>"
	onePage   = "<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
	page      = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> /XObject << /X 5 0 R >> >> >>"
)

func stream(content string) string {
	return fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(content), content)
}

// deflated is a stream that inflates to n times content.
func deflated(t *testing.T, content string, n int) string {
	t.Helper()
	var b bytes.Buffer
	z, err := zlib.NewWriterLevel(&b, zlib.BestSpeed)
	if err != nil {
		t.Fatal(err)
	}
	block := strings.Repeat(content, 1<<10)
	for range n >> 10 {
		if _, err := z.Write([]byte(block)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream", b.Len(), b.String())
}

func hello() []byte {
	return pdf(catalogue, onePage, page, stream("BT /F 12 Tf 72 700 Td (annual report) Tj ET"))
}

// leaves fails a test after which temporary files are left.
func leaves(t *testing.T) {
	t.Helper()
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	t.Cleanup(func() {
		left, err := filepath.Glob(filepath.Join(dir, "*"))
		if err != nil || len(left) > 0 {
			t.Errorf("left behind: %v %v", left, err)
		}
	})
}

// decided tells an error a caller can decide by.
func decided(err error) bool {
	for _, known := range []error{reader.ErrEncrypted, reader.ErrTimeout, reader.ErrTooLarge, reader.ErrUnreadable} {
		if errors.Is(err, known) {
			return true
		}
	}
	return false
}

// within fails a test that takes longer than the bound of one run, and what
// killing it takes.
func within(t *testing.T) {
	t.Helper()
	begin := time.Now()
	t.Cleanup(func() {
		if d := time.Since(begin); d > reader.Timeout+3*time.Second {
			t.Errorf("took %v", d)
		}
	})
}

// script puts a program of a name first on the path.
func script(t *testing.T, name, text string) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"+text+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
}
