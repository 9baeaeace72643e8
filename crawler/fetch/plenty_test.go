package fetch

import (
	"strings"
	"testing"
)

func TestAPageWithPlentyOfTextIsKnownWithoutReadingIt(t *testing.T) {
	text := func(n int) string { return strings.Repeat("政府信息公开，", n/6) }
	for name, c := range map[string]struct {
		body string
		want bool
	}{
		"a report":               {"<html><body><p>" + text(2000) + "</p></body></html>", true},
		"in many cells":          {"<table>" + strings.Repeat("<tr><TD style='a'>受理申请</TD></tr>", 400) + "</table>", true},
		"short":                  {"<html><body><p>" + text(1400) + "</p></body></html>", false},
		"links":                  {"<ul>" + strings.Repeat(`<li><A href="x">某局年度报告</A>`, 900) + "</ul>", false},
		"a script":               {"<script>var a='" + text(3000) + "'</SCRIPT>", false},
		"a script without end":   {"<script>" + text(3000), false},
		"a comment":              {"<!-- <p>" + text(3000) + " -->", false},
		"a style and a textarea": {"<style>" + text(3000) + "</style><textarea>" + text(3000) + "</textarea>", false},
		"an end tag in a link":   {"<a href=x><b>" + text(3000) + "</b></a>", false},
		"an article":             {"<article>" + text(2000) + "</article>", true},
		"Latin":                  {strings.Repeat("the annual report ", 400), false},
		"nothing":                {"", false},
		"a tag without end":      {"<p " + text(3000), false},
	} {
		got := hasPlenty([]byte(c.body))
		if got != c.want {
			t.Errorf("%s: %v", name, got)
		}
		if got && readPage([]byte(c.body)).outside <= titledText {
			t.Errorf("%s: read, it has only %d", name, readPage([]byte(c.body)).outside)
		}
	}
}

func FuzzHasPlenty(f *testing.F) {
	f.Add([]byte("<a><b</a><!-- x --><script></script>政府"))
	f.Add([]byte("<"))
	f.Add([]byte("</"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if hasPlenty(b) && len(b) <= 3*titledText {
			t.Errorf("plenty in %d bytes", len(b))
		}
	})
}
