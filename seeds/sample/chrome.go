package sample

import (
	"embed"
	"fmt"
	"html"
	"strings"
	"text/template"
)

//go:embed themes/*.html
var themes embed.FS

// theme names a chrome: header, position, side bars, body container, footer.
type theme string

// The themes, by the content system they look like. The body stands in
// .TRS_Editor, .article-content, UCAPCONTENT, #vsb_content and #zoom.
const (
	themeTRS   theme = "trs"
	themePlain theme = "plain"
	themeUCAP  theme = "ucap"
	themeVSB   theme = "vsb"
	themeZoom  theme = "zoom"
)

// sheet is a page before its chrome: a document in a rendering, and what the
// portal knows of it.
type sheet struct {
	document   Document
	rendering  Rendering
	site       string
	host       string
	column     string
	columnPath string
	related    string // HTML of links to other pages
	declared   string // charset the page declares; "" declares none
	hits       int
	inner      string // body to print instead of the document's
}

// view is what the themes print. All of it is HTML.
type view struct {
	Site, Host, Column, ColumnPath          string
	CharsetMeta, ArticleMeta                string
	PageTitle, Title, Date, Source, Related string
	Body, Items, Subs, Paging               string
	Hits                                    int
}

// dress puts a document's rendering in a theme. A page in Traditional script
// has its chrome in that script too, annotated in the title and body only.
func dress(t theme, s sheet) string {
	d := s.document
	v := view{
		Site: html.EscapeString(s.site), Host: s.host, Column: html.EscapeString(s.column), ColumnPath: s.columnPath,
		CharsetMeta: charsetMeta(s.declared), ArticleMeta: articleMeta(t, d),
		PageTitle: html.EscapeString(d.Title), Title: html.EscapeString(d.Title),
		Date: d.Published, Source: html.EscapeString(d.Source), Related: s.related,
		Body: body(d, s.rendering), Hits: 1000 + s.hits,
	}
	if d.Title == "" {
		v.PageTitle = v.Column
	}
	if s.inner != "" {
		v.Body = s.inner
	}
	if d.Traditional {
		v.Title = annotate(traditional(v.Title))
		return traditional(paint(t, "article", v))
	}
	return paint(t, "article", v)
}

// paint runs one of a theme's templates. The templates are part of the binary
// and take nothing that can fail, which the tests hold; an error is printed in
// the page all the same.
func paint(t theme, name string, v view) string {
	parsed, err := template.ParseFS(themes, "themes/"+string(t)+".html")
	if err != nil {
		return fmt.Sprintf("parse theme %s: %v", t, err)
	}
	var b strings.Builder
	if err := parsed.ExecuteTemplate(&b, name, v); err != nil {
		return fmt.Sprintf("print theme %s: %v", t, err)
	}
	return b.String()
}

// charsetMeta declares a charset, in the older of the two ways for GBK.
func charsetMeta(charset string) string {
	switch charset {
	case "":
		return ""
	case "utf-8":
		return `<meta charset="utf-8">`
	default:
		return `<meta http-equiv="Content-Type" content="text/html; charset=` + charset + `">`
	}
}

// articleMeta writes the national article tags as this family of portals does:
// case, quotes and the form of the date differ.
func articleMeta(t theme, d Document) string {
	title, source := html.EscapeString(d.Title), html.EscapeString(d.Source)
	if title == "" {
		return fmt.Sprintf(`<meta name="ContentSource" content="%s">`, source)
	}
	switch t {
	case themeTRS:
		return fmt.Sprintf("<meta name=\"ArticleTitle\" content=\"%s\" />\n<meta name=\"PubDate\" content=\"%s 09:12\" />\n<meta name=\"ContentSource\" content=\"%s\" />",
			title, d.Published, source)
	case themePlain:
		return fmt.Sprintf("<META NAME=\"articletitle\" CONTENT=\"%s\">\n<META NAME=\"pubdate\" CONTENT=\"%s 10:05:33\">\n<META NAME=\"contentsource\" CONTENT=\"%s\">",
			title, d.Published, source)
	case themeUCAP:
		return fmt.Sprintf("<meta name=ArticleTitle content=\"%s\"/>\n<meta name=PubDate content=%s />\n<meta name=Contentsource content=\"%s\"/>",
			title, d.Published, source)
	case themeVSB:
		return fmt.Sprintf("<META Name=\"ArticleTitle\" Content=\"%s\">", title)
	default:
		return fmt.Sprintf("<meta name='ArticleTitle' content='%s'>\n<meta name='PubDate' content='%s 16:40'>\n<meta name='ContentSource' content='%s'>",
			title, d.Published, source)
	}
}
