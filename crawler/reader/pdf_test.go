package reader_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"nianbao/crawler/reader"
)

func TestAPDFsWordsComeWithTheToolThatReadThem(t *testing.T) {
	needs(t, "pdftotext")
	leaves(t)
	w, err := reader.File(t.Context(), "application/pdf", hello())
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(w.Data, []byte(">annual</word>")) || !bytes.Contains(w.Data, []byte("xMin=")) {
		t.Errorf("words: %s", w.Data)
	}
	if w.Tool != "pdftotext" || w.Version == "" {
		t.Errorf("tool %q, version %q", w.Tool, w.Version)
	}
}

func TestAPDFOfImagesHasNoWordsAndIsNoError(t *testing.T) {
	needs(t, "pdftotext")
	w, err := reader.File(t.Context(), "application/pdf", pdf(catalogue, onePage, page, stream("0 0 100 100 re f")))
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(w.Data, []byte("<word")) {
		t.Errorf("words: %s", w.Data)
	}
}

func TestBrokenAndBoundlessPDFsEndInTimeWithACause(t *testing.T) {
	needs(t, "pdftotext")
	leaves(t)
	kids := "<< /Type /Pages /Count 1000000000 /Kids [" + strings.Repeat("2 0 R ", 50_000) + "] >>"
	text := "BT /F 12 Tf 72 700 Td (x) Tj ET\n"
	for _, c := range []struct {
		name string
		body []byte
		fine bool // it may as well be read
	}{
		{"no PDF", []byte("<html>not found</html>"), false},
		{"nothing", nil, false},
		{"a head alone", []byte("%PDF-1.7\n"), false},
		{"cut in the middle", hello()[:150], false},
		{"pages that hold themselves", pdf(catalogue, kids), true},
		{"a catalogue that is its own pages", pdf("<< /Type /Catalog /Pages 1 0 R >>"), true},
		{"a drawing that draws itself", pdf(catalogue, onePage, page, stream("/X Do"), "<< /Type /XObject /Subtype /Form /BBox [0 0 1 1] /Resources << /XObject << /X 5 0 R >> >> /Length 11 >>\nstream\n/X Do /X Do\nendstream"), true},
		{"a stream that inflates to 128 MB", pdf(catalogue, onePage, page, deflated(t, strings.Repeat(" ", 64), 1<<21)), true},
		{"words without end", pdf(catalogue, onePage, page, deflated(t, text, 1<<20)), true},
	} {
		t.Run(c.name, func(t *testing.T) {
			within(t)
			_, err := reader.File(t.Context(), "application/pdf", c.body)
			if err == nil && !c.fine || err != nil && !decided(err) {
				t.Errorf("error %v", err)
			}
		})
	}
}

func TestAProtectedPDFIsLeftAlone(t *testing.T) {
	needs(t, "pdftotext")
	qpdf := needs(t, "qpdf")
	dir := t.TempDir()
	plain := filepath.Join(dir, "plain.pdf")
	if err := os.WriteFile(plain, hello(), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, args := range map[string][]string{
		"AES, 256 bits": {"--encrypt", "user", "owner", "256", "--"},
		"RC4, 128 bits": {"--allow-weak-crypto", "--encrypt", "user", "owner", "128", "--use-aes=n", "--"},
	} {
		t.Run(name, func(t *testing.T) {
			locked := filepath.Join(t.TempDir(), "locked.pdf")
			cmd := exec.Command(qpdf, append(args, plain, locked)...)
			if out, err := cmd.CombinedOutput(); err != nil && cmd.ProcessState.ExitCode() != 3 {
				t.Fatalf("%v: %s", err, out) // 3: done, with warnings
			}
			body, err := os.ReadFile(locked)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := reader.File(t.Context(), "application/pdf", body); !errors.Is(err, reader.ErrEncrypted) {
				t.Errorf("error %v", err)
			}
		})
	}
}

func TestAMissingProgramSaysWhatToInstall(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := reader.File(t.Context(), "application/pdf", hello())
	if !errors.Is(err, reader.ErrNotInstalled) || !strings.Contains(err.Error(), "apt-get install poppler-utils poppler-data") {
		t.Errorf("PDF: %v", err)
	}
	_, err = reader.File(t.Context(), "application/rtf", []byte(`{\rtf1 x}`))
	if !errors.Is(err, reader.ErrNotInstalled) || !strings.Contains(err.Error(), "apt-get install catdoc") {
		t.Errorf("DOC: %v", err)
	}
}

func TestACancelledReadingEndsAtOnce(t *testing.T) {
	script(t, "pdftotext", "sleep 60 & sleep 60")
	leaves(t)
	ctx, cancel := context.WithCancel(t.Context())
	begin := time.Now()
	time.AfterFunc(200*time.Millisecond, cancel)
	_, err := reader.File(ctx, "application/pdf", hello())
	if !errors.Is(err, context.Canceled) || errors.Is(err, reader.ErrTimeout) {
		t.Errorf("error %v", err)
	}
	if d := time.Since(begin); d > 2*time.Second {
		t.Errorf("took %v", d)
	}
}
