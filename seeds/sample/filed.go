package sample

import (
	"bytes"
	"compress/gzip"
	"embed"
	"fmt"
	"io"
	"net/http"
)

// The sixth portal posts its reports as files: linked, framed, opened by
// scripts, handed out by programs, under names in every encoding. The files
// are what office suites write of the documents; make_test.go writes them.

//go:embed files/*.gz
var filed embed.FS

// filedColumn lists what the portal posts.
const filedColumn = "/xxgk/gknb/list.shtml"

// filing is one report that is, or has its tables in, files.
type filing struct {
	agency string
	year   int
	listed bool     // the list links the first file itself: there is no page
	inner  string   // what the page holds, %s for the address of each file
	told   bool     // the narrative stands on the page
	files  []posted // the first is that of the report
	kind   string   // what the page is; "" annual_report
	pdf    bool     // only a reader of PDF can tell
}

// posted is a file at its address.
type posted struct {
	path        string // address; a query may follow
	name        string // what its answer calls it, in bytes; "" nothing
	disposition string // %s for name; "" has no such header
	media       string
	body        string // file in files/; "" is written here
	cut         int    // bytes that are left out at its end
	called      string // what a reader must take for its name
	holds       string // media type of its content
}

// Types of content.
const (
	holdsPDF  = "application/pdf"
	holdsDOC  = "application/msword"
	holdsXLS  = "application/vnd.ms-excel"
	holdsRTF  = "application/rtf"
	holdsDOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	holdsXLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	vague     = "application/octet-stream"
)

// filings lists what the portal posts.
func filings() []filing {
	return []filing{
		{agency: jichuanGov, year: 2024, pdf: true, inner: `<p>附件：<a href="%s">霁川县人民政府2024年政府信息公开工作年度报告.pdf</a></p>`,
			files: []posted{{path: filedPath("P020250117.pdf"), media: holdsPDF, body: "gov2024.pdf", called: "霁川县人民政府2024年政府信息公开工作年度报告.pdf", holds: holdsPDF}}},
		{agency: jichuanGov, year: 2023, pdf: true, inner: `<iframe src="/pdfjs/web/viewer.html?file=%s" width="100%%" height="800"></iframe>`,
			files: []posted{{path: filedPath("P020240122.pdf"), media: holdsPDF, body: "gov2023.pdf", called: "P020240122.pdf", holds: holdsPDF}}},
		{agency: jichuanGov, year: 2022, inner: `<p><a href="%s">附件下载</a></p>`,
			files: []posted{{path: "/download.jsp?fileid=20230119", media: vague, disposition: `attachment; filename="%s"`,
				name: "2022\xc4\xea\xc4\xea\xb6\xc8\xb1\xa8\xb8\xe6.docx", called: "2022年年度报告.docx", holds: holdsDOCX}}},
		{agency: jichuanGov, year: 2021, inner: `<p><a href="javascript:void(0)" onclick="window.open('%s')">查看年报全文</a></p>`,
			files: []posted{{path: filedPath("W020220125.doc"), media: holdsDOC, body: "gov2021.doc", called: "查看年报全文", holds: holdsDOC}}},
		{agency: jichuanGov, year: 2020, inner: `<p>附件：<a href="%s">年度报告.wps</a></p>`,
			files: []posted{{path: filedPath("W020210120.wps"), media: vague, disposition: `attachment; filename="%s"`, body: "gov2020.doc",
				name: "=?UTF-8?B?5bm05oqlLndwcw==?=", called: "年报.wps", holds: holdsDOC}}},
		{agency: jichuanWoods, year: 2024, told: true, inner: `<p>附件：<a href="%s">三张统计表</a></p>`,
			files: []posted{{path: filedPath("P020250121.xlsx"), media: holdsXLSX, body: "woods2024.xlsx", called: "三张统计表", holds: holdsXLSX}}},
		{agency: jichuanWoods, year: 2023, inner: `<a href="%s">霁川县林业局2023年年报.xls</a>`,
			files: []posted{{path: "/module/download/downfile.jsp?classid=0&filename=lyj2023.xls", media: vague, body: "woods2023.xls",
				called: "霁川县林业局2023年年报.xls", holds: holdsXLS}}},
		{agency: jichuanWoods, year: 2022, inner: `<span onclick="openFile('%s')">下载</span>`,
			files: []posted{{path: filedPath("lyj2022.rtf"), media: "text/plain", body: "woods2022.rtf", called: "lyj2022.rtf", holds: holdsRTF}}},
		{agency: jichuanWoods, year: 2021, pdf: true, listed: true,
			files: []posted{{path: filedPath("lyj2021.pdf"), media: holdsPDF, body: "woods2021.pdf", holds: holdsPDF}}},
		{agency: jichuanWoods, year: 2020, listed: true,
			files: []posted{{path: filedPath("lyj2020.docx"), media: holdsDOCX, holds: holdsDOCX}}},
		{agency: jichuanArts, year: 2024, pdf: true, kind: "image_only", inner: `<embed src="%s" type="application/pdf">`,
			files: []posted{{path: filedPath("wlj2024.pdf"), media: holdsPDF, body: "arts2024.pdf", called: "wlj2024.pdf", holds: holdsPDF}}},
		{agency: jichuanArts, year: 2023, kind: "attachment_only", inner: `<p>附件：<a href="%s">年报.pdf</a></p>`,
			files: []posted{{path: filedPath("wlj2023.pdf"), media: holdsPDF, body: "woods2021.pdf", cut: 70, called: "年报.pdf", holds: holdsPDF}}},
		{agency: jichuanArts, year: 2022, inner: `<object data="%s" type="application/pdf"></object><p>另存：<a href="%s">年报.docx</a></p>`,
			files: []posted{
				{path: "/attach/get?id=77", media: vague, disposition: `inline; filename*=UTF-8''%s`, body: "arts2022.pdf",
					name: "2022%E5%B9%B4%E6%8A%A5.pdf", called: "2022年报.pdf", holds: holdsPDF},
				{path: filedPath("wlj2022.docx"), media: vague, called: "年报.docx", holds: holdsDOCX}}},
		{agency: jichuanArts, year: 2021, inner: `<p><a href="%s">年度报告.doc</a></p>`,
			files: []posted{{path: filedPath("wlj2021.doc"), media: holdsDOC, called: "年度报告.doc", holds: holdsDOCX}}},
		{agency: jichuanArts, year: 2020, kind: "attachment_only", inner: `<p>附件：<a href="%s">年报.pdf</a></p>`,
			files: []posted{{path: filedPath("wlj2020.pdf"), media: holdsPDF, body: "arts2020.pdf", called: "年报.pdf", holds: holdsPDF}}},
	}
}

func filedPath(name string) string { return "/xxgk/gknb/files/" + name }

// document is the report of a filing, shortened: files of many characters are
// large by their fonts.
func (f filing) document() Document {
	d := build(byName(f.agency), f.year)
	for i := range d.Sections {
		d.Sections[i].Paragraphs = d.Sections[i].Paragraphs[:min(2, len(d.Sections[i].Paragraphs))]
	}
	return d
}

// path is the address of the filing's page, or of its file where the list
// links that.
func (f filing) path() string {
	if f.listed {
		return f.files[0].path
	}
	roll := newDice("address of "+f.agency, f.year)
	return fmt.Sprintf("/xxgk/gknb/%d/content_%d.shtml", f.year+1, roll.between(10000, 99999))
}

// page is what the page shows.
func (f filing) page(d Document) string {
	var places []any
	for _, p := range f.files {
		places = append(places, p.path)
	}
	inner := fmt.Sprintf(f.inner, places...)
	if f.told {
		return body(d.without(), Clean) + inner
	}
	return inner
}

// without is the document less its tables.
func (d Document) without() Document {
	d = d.Clone()
	for i := range d.Sections {
		d.Sections[i].Tables = nil
	}
	return d
}

// bytes is the file as it is served.
func (p posted) bytes(d Document) []byte {
	if p.body == "" {
		return Docx(d)
	}
	packed, err := filed.ReadFile("files/" + p.body + ".gz")
	if err != nil {
		return nil
	}
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil
	}
	b, err := io.ReadAll(z)
	if err != nil {
		return nil
	}
	return b[:len(b)*(100-p.cut)/100]
}

// addFiled adds the pages and files of the portal.
func (w *world) addFiled() {
	s := w.sites[jichuan]
	for _, f := range filings() {
		d := f.document()
		since := day(d.Published)
		for _, p := range f.files {
			r := &resource{status: http.StatusOK, media: p.media, since: since, header: http.Header{}, print: func(int) []byte { return p.bytes(d) }}
			if p.disposition != "" {
				r.header.Set("Content-Disposition", fmt.Sprintf(p.disposition, p.name))
			}
			w.resources[jichuan][pathOf(p.path)] = r
		}
		if f.listed {
			continue
		}
		w.resources[jichuan][f.path()] = &resource{status: http.StatusOK, media: w.media(jichuan), since: since, print: func(hits int) []byte {
			return w.encode(jichuan, dress(s.theme, sheet{document: d, rendering: Clean, site: s.name, host: w.host(jichuan),
				column: s.columns[0].title, columnPath: filedColumn, declared: s.declare, hits: hits, inner: f.page(d)}))
		}}
	}
}

// pathOf is a path without its query.
func pathOf(address string) string {
	for i := range len(address) {
		if address[i] == '?' {
			return address[:i]
		}
	}
	return address
}

// filedEntries are the lines of the portal's list.
func filedEntries() (out []entry) {
	for _, f := range filings() {
		d := f.document()
		out = append(out, entry{href: f.path(), text: linkText(d), date: d.Published})
	}
	return out
}

// Attached is a file that a page must be read with.
type Attached struct {
	Path      string // with its query
	Name      string // as must be read; "" where the list links it
	MediaType string // of its content
}

// FiledTruth is what must be read off a page whose report is in files.
type FiledTruth struct {
	Truth
	Listed bool // the list links the file itself
	Told   bool // the narrative stands on the page
	PDF    bool // only a reader of PDF can tell
	Files  []Attached
}

// Filed returns what must be read off every page of the portal that posts
// files, in a fixed order.
func Filed() []FiledTruth {
	s := sites()[jichuan]
	var out []FiledTruth
	for _, f := range filings() {
		t := FiledTruth{
			Truth:  truth(page{site: jichuan, path: f.path(), column: filedColumn, rendering: Clean, document: f.document()}, s),
			Listed: f.listed, Told: f.told, PDF: f.pdf,
		}
		if f.kind != "" {
			t.Kind, t.Tables, t.Forms = f.kind, Tables{}, nil
		}
		for _, p := range f.files {
			t.Files = append(t.Files, Attached{Path: p.path, Name: p.called, MediaType: p.holds})
		}
		out = append(out, t)
	}
	return out
}

// Bare is the path without its query.
func (a *Attached) Bare() string { return pathOf(a.Path) }
