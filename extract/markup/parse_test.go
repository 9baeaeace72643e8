package markup

import (
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"nianbao/seeds/sample"
)

// TestPagesAreReadAsHTMLParseReadsThem names what is read here and what is left
// to html.Parse; the tree is the same either way.
func TestPagesAreReadAsHTMLParseReadsThem(t *testing.T) {
	for name, c := range map[string]struct {
		page  string
		quick bool
	}{
		"nothing":                         {"", true},
		"a text":                          {" 甲 ", true},
		"a document":                      {"<!DOCTYPE html><html lang=zh><head><title>甲&amp;乙</title></head><body class=a><p>甲</p></body></html>\n", true},
		"line ends":                       {"<p a='x\r\ny'>甲\r\n乙\r丙</p>\r\n", true},
		"an old doctype":                  {`<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN"><p>甲<table>`, true},
		"a doctype without quirks":        {`<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x"><p>甲<table>`, true},
		"a doctype of XHTML":              {`<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN"` + "\n" + `"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd"><p>甲<table>`, true},
		"a doctype with more in it":       {`<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd" x><p>甲<table>`, true},
		"rows without ends":               {"<table><tr><td>1<td>2<tr><th>3</table>", true},
		"a table in a table":              {"<table><tr><td><table><tr><td>1</table><td>2</table>", true},
		"paragraphs without ends":         {"<p>甲<p>乙<div>丙<p>丁</div></p>", true},
		"bold over paragraphs":            {"<p><b>甲<p>乙</b>丙", true},
		"a fourth equal font":             {"<p><font size=1><font size=1><font size=1><font size=1>甲<p>乙", true},
		"bold in italics in bold":         {"<p><b><i><b><i><b><i><b>甲<p>乙", true},
		"a header cell in a caption":      {"<table><caption>甲<th>乙</table>", true},
		"groups of options":               {"<select><optgroup><option>甲<option>乙<optgroup><option>丙</select>", true},
		"ruby":                            {"<ruby>甲<rtc>a<rt>b<rb>乙<rp>(</ruby>", true},
		"a link in a link":                {"<a href=1>甲<a href=2>乙</a>丙</a>", true},
		"text behind the body":            {"<body>甲</body> </html> <!-- x -->乙", true},
		"a paragraph that is only ended":  {"甲</p>乙</br>丙", true},
		"a script that writes a script":   {`<script>write("<script></scr"+"ipt>")</script>甲`, true},
		"an element nobody knows":         {"<p><o:p></o:p><ST1:x a=1>甲</st1:X></p>", true},
		"addresses":                       {"<a href='?a=1&copy=2&lt'>甲<a href='?a&amp;b'>乙", true},
		"an attribute twice":              {"<p a=1 A=2 b/=3 =c>甲", true},
		"Word's conditions":               {"<![if !supportLists]>甲<![endif]><!--[if gte mso 9]><xml></xml><![endif]--><?xml:namespace prefix = o />", true},
		"a page that breaks off in a tag": {"<p>甲</p><p class=", true},
		"white space in a table":          {"<table> <tr> <td>1</td> </tr> </table>", true},
		"text in a table":                 {"<table>甲<tr><td>1</table>", true},
		"a form in a table":               {"<table><form><tr><td>1</form></table>", true},
		"a paragraph in a table":          {"<table><p>甲</p><tr><td>1</table>", true},
		"bold that ends outside":          {"<b><p>甲</b>乙</p>", true},
		"a script that hides its end":     {"<script><!-- <script></script> --></script>甲", false},
		"a NUL":                           {"<p>甲\x00乙", false},
		"a drawing":                       {`<p><b>甲<p><svg viewBox="0 0 1 1"><title>甲</title><g><path d="M0 0"/></g><!-- x --></svg>乙`, true},
		"a drawing with HTML in it":       {"<p><svg><foreignObject><p>甲</p></foreignObject></svg>", false},
		"a drawing that is not closed":    {"<div><svg><g></div>", false},
		"a drawing that ends elsewhere":   {"<div><svg><!-- </svg> --><path a='</svg>'></path></div></svg>", false},
		"a drawing with CDATA":            {"<svg><![CDATA[ </svg> ]]></svg>", false},
		"a drawing in a table":            {"<table><svg></svg></table>", false},
		"a template":                      {"<template><td>甲</template>", false},
		"frames":                          {"<frameset><frame></frameset>", false},
		"attributes of a second body":     {"<body a=1><body b=2>", true},
		"more than a hundred attributes":  {"<p " + manyAttributes(100) + ">甲", false},
		"a comment without an end":        {"甲<!-- 乙--!", true},
		"nesting that is refused":         {strings.Repeat("<div>", 600), false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := check(t, c.page); got != c.quick {
				t.Errorf("read quickly: %v, want %v", got, c.quick)
			}
		})
	}
}

func manyAttributes(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "a%d=%d ", i, i)
	}
	return b.String()
}

// TestParseLeavesNoPageUnread reads what quick does not.
func TestParseLeavesNoPageUnread(t *testing.T) {
	const page = "<table>甲<tr><td>1</table>"
	got, err := Parse(page)
	if err != nil {
		t.Fatal(err)
	}
	want, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	if d := differs(got, want); d != "" {
		t.Error(d)
	}
	if _, err := Parse(strings.Repeat("<div>", 600)); err == nil {
		t.Error("nesting of 600 elements is not refused")
	}
}

// TestReportsAreReadQuickly holds that the pages this is for are not left to
// html.Parse: those of the sample portal, of the corpus and of its neighbours.
func TestReportsAreReadQuickly(t *testing.T) {
	pages := map[string]string{}
	for i, truth := range sample.Documents() {
		pages[fmt.Sprintf("sample %d", i)] = string(sample.Render(truth.Document, truth.Rendering))
	}
	for _, pattern := range []string{"pages/*.html", "renderings/*.html", "corpus/*.html", "corpus/*.html.gz"} {
		names, err := filepath.Glob(filepath.Join("..", "testdata", pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			pages[name] = file(t, name)
		}
	}
	if len(pages) < 150 {
		t.Errorf("only %d pages", len(pages))
	}
	for name, page := range pages {
		if !check(t, page) {
			t.Errorf("%s is left to html.Parse", name)
		}
	}
}

func file(t *testing.T, name string) string {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var r io.Reader = f
	if filepath.Ext(name) == ".gz" {
		if r, err = gzip.NewReader(f); err != nil {
			t.Fatal(err)
		}
	}
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// FuzzParse holds that any page has the tree of html.Parse.
func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"<p>a</p>", "<table><tr><td>a<b>x<td>y</table>", "<select><option>a<option>b</select>", "<ul><li>a<li>b<dl><dt>c<dd>d", "</p></br><hr><pre>\n\nx</pre><textarea>\n&lt;</textarea>",
		"<a href=x?a=1&copy=2&amp;z>x<a>y</a>", `<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "x"><html a=b><body><p><table>`,
		"<ruby>a<rt>b<rb>c<rtc></ruby><nobr>x<nobr>y<button>a<button>b", "<form><form></form><input type=hidden><table><form><input type=hidden></table>",
		"<table><caption>x<col></caption><colgroup><col><tbody><th>x</table></body> </html> <!-- x --><p>", "<script><!-- <script> </script> --></script><title>&amp;</title><xmp><p></xmp><iframe><p></iframe>",
		"<object><b>x</object>y<marquee><i></marquee>z", "<p a=1 A=2 b/=3 =c>", "<!-->a<!--->b<!-- c --!>d</>e</ f>g<?h>i<!j>",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, page string) {
		if len(page) > 1<<16 {
			return
		}
		check(t, page)
	})
}

// TestHostilePagesAreBounded reads what would take long where anything is read
// again and again.
func TestHostilePagesAreBounded(t *testing.T) {
	for name, piece := range map[string]string{
		"open tags": "<", "comments": "<!--", "comments that end": "<!---->", "doctypes": "<!doctype", "ends of nothing": "a</x>", "fonts": "<p><font size=1>", "fonts that differ": "<font a=%d>",
		"scripts": "<script>", "script ends": "</script", "scripts in comments": "<script><!--", "attributes": "a=b ", "entities": "&amp", "entities in attributes": "<a b='&copy;'>", "quotes": "<a b='", "names": "<a%d>",
		"line ends": "\r", "drawings": "<svg></svg>", "bold around blocks": "<b><p>a</b>", "formats that cross": "<b><i></b>", "text between rows": "<table>a<tr>b<td>c</table>", "items": "<li><ul>", "anchors": "<a><div>", "cells": "<td><table>", "text in tables": "<table>a", "options": "<select><option>", "dashes": "<!--->--!", "NULs": "<\x00",
	} {
		t.Run(name, func(t *testing.T) {
			var b strings.Builder
			if name == "attributes" {
				b.WriteString("<p ")
			}
			for i := 0; b.Len() < 1<<20; i++ {
				b.WriteString(strings.ReplaceAll(piece, "%d", fmt.Sprint(i)))
			}
			start := time.Now()
			quick(b.String())
			if took := time.Since(start); took > 3*time.Second {
				t.Errorf("a megabyte took %v", took)
			}
		})
	}
}

// check reads a page in both ways and compares the trees. It tells whether the
// page was read quickly.
func check(t *testing.T, page string) bool {
	t.Helper()
	got := quick(page)
	if got == nil {
		return false
	}
	want, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatalf("%q was read, and html.Parse says %v", clip(page), err)
	}
	if d := differs(got, want); d != "" {
		t.Errorf("%s\nin %q", d, clip(page))
	}
	return true
}

func clip(s string) string { return s[:min(len(s), 2000)] }

// differs says where two trees differ; it is empty where they do not. Comments,
// attributes and the links between nodes are among what is compared.
func differs(got, want *html.Node) string {
	if got == nil || want == nil {
		if got == want {
			return ""
		}
		return fmt.Sprintf("%s, want %s", shown(got), shown(want))
	}
	if got.Type != want.Type || got.DataAtom != want.DataAtom || got.Data != want.Data || got.Namespace != want.Namespace || !slices.Equal(got.Attr, want.Attr) {
		return fmt.Sprintf("%s, want %s", shown(got), shown(want))
	}
	g, w := got.FirstChild, want.FirstChild
	var last *html.Node
	for ; g != nil || w != nil; g, w = g.NextSibling, w.NextSibling {
		if d := differs(g, w); d != "" {
			return fmt.Sprintf("in %s: %s", got.Data, d)
		}
		if g.Parent != got || g.PrevSibling != last {
			return fmt.Sprintf("%s is not linked to its parent and the node before", shown(g))
		}
		last = g
	}
	if got.LastChild != last {
		return fmt.Sprintf("%s is not linked to its last child", shown(got))
	}
	return ""
}

func shown(n *html.Node) string {
	if n == nil {
		return "nothing"
	}
	return fmt.Sprintf("%v %q %v", n.Type, n.Data, n.Attr)
}
