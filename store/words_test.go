package store

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"
)

func TestWordsAreKeptBesideTheirFile(t *testing.T) {
	a := newArchive(t)
	const body = "%PDF-1.7 …"
	said := &Words{Tool: "pdftotext", Version: "22.12.0", Data: bytes.Repeat([]byte("<word>\n"), 1000)}
	env := Envelope{
		Capture: &Capture{URL: "http://a.example/1.pdf", Run: 1, At: time.Unix(1, 0), Outcome: OK, Status: 200},
		Body:    []byte(body), Words: said,
	}
	if _, err := a.Apply(t.Context(), env); err != nil {
		t.Fatal(err)
	}
	got, ok, err := a.Words(shaOf([]byte(body)))
	if err != nil || !ok || got.Tool != said.Tool || got.Version != said.Version || !bytes.Equal(got.Bytes(), said.Data) {
		t.Errorf("%+v, %v, %v", got, ok, err)
	}
	later := Words{Tool: "pdftotext", Version: "25.1", Fault: FaultTimeout}
	if err := a.PutWords(t.Context(), shaOf([]byte(body)), later); err != nil {
		t.Fatal(err)
	}
	if got, _, err = a.Words(shaOf([]byte(body))); err != nil || got.Fault != later.Fault || got.Version != later.Version || got.Bytes() != nil {
		t.Errorf("put: %+v, %v", got, err)
	}
}

func TestWordsOfNothingAreRefused(t *testing.T) {
	a := newArchive(t)
	if _, ok, err := a.Words(shaOf([]byte("x"))); ok || err != nil {
		t.Errorf("%v %v", ok, err)
	}
	if err := a.PutWords(t.Context(), shaOf([]byte("x")), Words{Tool: "pdftotext"}); !errors.Is(err, ErrNotFound) {
		t.Errorf("put: %v", err)
	}
	for _, bad := range []string{"", "12", strings.Repeat("g", 64)} {
		if _, _, err := a.Words(bad); err == nil {
			t.Errorf("words of %q were read", bad)
		}
	}
	c := &Capture{URL: "http://a.example/1.pdf", Run: 1, At: time.Unix(1, 0), Outcome: OK}
	if _, err := a.Apply(t.Context(), Envelope{Capture: c, Words: &Words{}}); err == nil {
		t.Error("words without a body were taken")
	}
}
