package reader_test

import (
	"errors"
	"strings"
	"testing"

	"nianbao/crawler/reader"
)

func TestOldWordFilesComeAsText(t *testing.T) {
	needs(t, "catdoc")
	leaves(t)
	w, err := reader.File(t.Context(), "application/rtf", []byte(`{\rtf1\ansi annual \u24180?\u25253? 12\par}`))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(w.Data), "annual 年报 12") || w.Tool != "catdoc" || w.Version == "" {
		t.Errorf("%+v", w)
	}
}

func TestWhatIsNoOldWordFileIsRefused(t *testing.T) {
	needs(t, "catdoc")
	for name, body := range map[string]string{
		"nothing": "", "a page": "<html></html>", "text": "年报",
		"a compound file cut short": "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\x00\x00",
		"a compound file of noise":  "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + strings.Repeat("\xFF", 4096),
	} {
		t.Run(name, func(t *testing.T) {
			within(t)
			if _, err := reader.File(t.Context(), "application/msword", []byte(body)); !errors.Is(err, reader.ErrUnreadable) {
				t.Errorf("error %v", err)
			}
		})
	}
}
