package fetch

import (
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestMediaType(t *testing.T) {
	const pdf, zip, page = "%PDF-1.5\n", "PK\x03\x04rest", "\n <!DOCTYPE html><html>"
	tests := []struct{ header, body, want string }{
		{"text/html; charset=gbk", pdf, "text/html"},
		{"TEXT/HTML;charset=gbk", page, "text/html"},
		{"", pdf, "application/pdf"},
		{"", page, "text/html"},
		{"", zip, "application/zip"},
		{"", "\x00\x01", "application/octet-stream"},
		{"", "", ""},
		{"application/octet-stream", pdf, "application/pdf"},
		{"application/octet-stream", zip, "application/zip"},
		{"application/x-download;name=a.pdf", page, "text/html"},
		{"application/octet-stream", "\x00\x01", "application/octet-stream"},
		{"application/force-download", "\x00\x01", "application/force-download"},
		{"text/htmlcharset=gbk", page, "text/html"},
		{"html", page, "text/html"},
		{"*/*", page, "text/html"},
		{"text/plain", page, "text/plain"},
		{"application/vnd.openxmlformats-officedocument.wordprocessingml.document", zip, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
	}
	for _, tt := range tests {
		if got := MediaType(http.Header{"Content-Type": {tt.header}}, []byte(tt.body)); got != tt.want {
			t.Errorf("MediaType(%q, %q) = %q, want %q", tt.header, tt.body, got, tt.want)
		}
	}
}

func TestCharsetParameter(t *testing.T) {
	for header, want := range map[string]string{
		"text/html; charset=GBK":                       "gbk",
		`text/html;charset="utf-8"`:                    "utf-8",
		"text/html; Charset = 'gb2312' ; x=y":          "gb2312",
		"text/html;charset=gbk;charset=utf-8":          "gbk",
		"text/html;;charset=gb18030":                   "gb18030",
		"text/html;version=1,charset=utf-8":            "utf-8",
		"text/html":                                    "",
		"text/html; charset":                           "",
		"":                                             "",
		"text/html;charset=" + strings.Repeat("x", 99): "",
	} {
		if got := Charset(header); got != want {
			t.Errorf("Charset(%q) = %q, want %q", header, got, want)
		}
	}
}

func TestCollySeesABareTypeOnly(t *testing.T) {
	for header, want := range map[string]string{
		"text/html; charset=gb2312": "text/html",
		"text/htmlcharset=gbk":      "application/octet-stream",
		"charset=gbk":               "application/octet-stream",
		"":                          "application/octet-stream",
		"Application/PDF":           "application/pdf",
	} {
		if got := inertType(header); got != want {
			t.Errorf("inertType(%q) = %q, want %q", header, got, want)
		}
	}
}

func TestClippedTextIsValid(t *testing.T) {
	for _, s := range []string{strings.Repeat("信", 400), strings.Repeat("x", 499) + "信", "a\xffb", ""} {
		got := clip(s)
		if !utf8.ValidString(got) || len(got) > errorBytes+8 || (len(s) < 10 && strings.Contains(got, "\xff")) {
			t.Errorf("clip(%.20q) = %d bytes, valid %v", s, len(got), utf8.ValidString(got))
		}
	}
}
