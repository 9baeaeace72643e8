package crawler_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nianbao/extract"
	"nianbao/seeds/sample"
	"nianbao/store"
)

// cover answers a page whose report is in the files it links to.
func cover(title string, links ...string) http.HandlerFunc {
	body := ""
	for i, l := range links {
		body += fmt.Sprintf("<p>附件%d：<a href=%q>点击下载.doc</a></p>", i+1, l)
	}
	return text2html(fmt.Sprintf(`<html><head><title>%[1]s</title></head><body><div class="article-content"><h1>%[1]s</h1>%[2]s</div></body></html>`, title, body))
}

func text2html(page string) http.HandlerFunc {
	return func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(rw, page)
	}
}

// file answers a file under a type that says nothing of it.
func file(body []byte, header ...string) http.HandlerFunc {
	return func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Content-Type", "application/octet-stream")
		for i := 0; i+1 < len(header); i += 2 {
			rw.Header().Set(header[i], header[i+1])
		}
		rw.Write(body)
	}
}

// tables are those of a report, by the path of its URL.
func tables(t *testing.T, a *store.Archive, path string) sample.Tables {
	t.Helper()
	var raw map[string]map[string]map[string]*json.Number
	for l, err := range a.Reports(t.Context(), store.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		var r struct {
			URL    string
			Tables json.RawMessage
		}
		if err := json.Unmarshal(l.JSON, &r); err != nil {
			t.Fatal(err)
		}
		if pathOf(r.URL) != path {
			continue
		}
		if err := json.Unmarshal(r.Tables, &raw); err != nil {
			t.Fatal(err)
		}
	}
	out := sample.Tables{}
	for name, rows := range raw {
		if len(rows) == 0 {
			continue
		}
		out[name] = map[string]map[string]*string{}
		for key, cells := range rows {
			out[name][key] = map[string]*string{}
			for column, v := range cells {
				if v == nil {
					out[name][key][column] = nil
				} else {
					s := v.String()
					out[name][key][column] = &s
				}
			}
		}
	}
	return out
}

func TestAReportInAFileIsReadWhenItArrives(t *testing.T) {
	t.Parallel()
	w, a := newWeb(t, "a.example"), newArchive(t)
	truth := sample.Documents()[2]
	const title = "青溪区人民政府2022年政府信息公开工作年度报告"
	w.on("/nb/", list("/nb/1.html"))
	w.on("/nb/1.html", cover(title, "/download.jsp?fileid=7", "/nb/gone.doc"))
	w.on("/download.jsp?fileid=7", status(302, "Location", "/files/7"))
	gbk := "2022\xc4\xea\xc4\xea\xb1\xa8.doc"
	w.on("/files/7", file(sample.Docx(truth.Document), "Content-Disposition", `attachment; filename="`+gbk+`"`))
	o := w.options(a, "a.example")
	crawl(t, o)
	checkPauses(t, w.log(), delay)

	r := reports(t, a)["/nb/1.html"]
	if r == nil || r["kind"] != "annual_report" || r["agency"] != truth.Agency || r["versions"] != 1.0 {
		t.Fatalf("the report is %v", r)
	}
	if d := cmp.Diff(truth.Tables, tables(t, a, "/nb/1.html")); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
	got := r["attachments"].([]any)
	first := got[0].(map[string]any)
	if len(got) != 2 || first["name"] != "2022年年报.doc" || first["media_type"] != extract.DOCX || first["sha256"] != r["tables_from"] || r["tables_from"] == nil {
		t.Errorf("attachments %v, tables from %v", got, r["tables_from"])
	}
	for path, n := range map[string]int{"/nb/1.html": 1, "/download.jsp?fileid=7": 1, "/files/7": 1, "/nb/gone.doc": 1} {
		if w.times("a.example", path) != n {
			t.Errorf("%s was asked %d times", path, w.times("a.example", path))
		}
	}
	if n := len(reports(t, a)); n != 1 {
		t.Errorf("%d reports: a file that a page names is no report of its own", n)
	}
}

func TestAnotherFileIsAnotherVersionOfItsPage(t *testing.T) {
	t.Parallel()
	w, a := newWeb(t, "a.example"), newArchive(t)
	truth := sample.Documents()[2]
	w.on("/nb/", list("/nb/1.html"))
	w.on("/nb/1.html", cover("青溪区人民政府2022年政府信息公开工作年度报告", "/nb/1.doc"))
	w.on("/nb/1.doc", file(sample.Docx(truth.Document)))
	o := w.options(a, "a.example")
	o.Recheck = 0
	crawl(t, at(o, 0))
	changed := truth.Document.Clone()
	changed.Set(sample.Disclosure, "penalties", "decisions", "4711", sample.Number("4711"))
	w.on("/nb/1.doc", file(sample.Docx(changed)))
	if s := crawl(t, at(o, 24*time.Hour)); s.Totals.Changed != 1 {
		t.Errorf("the summary counts %d changes", s.Totals.Changed)
	}
	r := reports(t, a)["/nb/1.html"]
	if r["versions"] != 2.0 {
		t.Errorf("%v versions", r["versions"])
	}
	if v := tables(t, a, "/nb/1.html")[sample.Disclosure]["penalties"]["decisions"]; v == nil || *v != "4711" {
		t.Errorf("penalties are %v", v)
	}
	crawl(t, at(o, 48*time.Hour))
	if r := reports(t, a)["/nb/1.html"]; r["versions"] != 2.0 {
		t.Errorf("%v versions of what stands unchanged", r["versions"])
	}
}

func TestAFileOfAnotherYearIsNotThePagesReport(t *testing.T) {
	t.Parallel()
	w, a := newWeb(t, "a.example"), newArchive(t)
	w.on("/nb/", list("/nb/1.html"))
	w.on("/nb/1.html", cover("青溪区人民政府2019年政府信息公开工作年度报告", "/nb/1.doc"))
	w.on("/nb/1.doc", file(sample.Docx(sample.Documents()[2].Document)))
	crawl(t, w.options(a, "a.example"))
	r := reports(t, a)["/nb/1.html"]
	if r["kind"] != "attachment_only" || r["tables_from"] != nil || len(tables(t, a, "/nb/1.html")) != 0 {
		t.Errorf("%v from %v", r["kind"], r["tables_from"])
	}
}

func TestFilesOffThePortalAreNamedAndNotFetched(t *testing.T) {
	t.Parallel()
	w, a := newWeb(t, "a.example", "b.example"), newArchive(t)
	w.on("/nb/", list("/nb/1.html"))
	w.on("a.example/nb/1.html", cover("2022年政府信息公开工作年度报告", w.url("b.example", "/1.doc")))
	crawl(t, w.options(a, "a.example"))
	if w.times("b.example", "/1.doc") != 0 {
		t.Error("a file on a host of nobody's was fetched")
	}
	at := reports(t, a)["/nb/1.html"]["attachments"].([]any)
	if len(at) != 1 || at[0].(map[string]any)["sha256"] != "" {
		t.Errorf("attachments %v", at)
	}
}

func TestAFileThatTheListLinksIsAReportOfItsOwn(t *testing.T) {
	t.Parallel()
	w, a := newWeb(t, "a.example"), newArchive(t)
	truth := sample.Documents()[2]
	w.on("/nb/", list("/nb/1.docx"))
	w.on("/nb/1.docx", file(sample.Docx(truth.Document)))
	crawl(t, w.options(a, "a.example"))
	r := reports(t, a)["/nb/1.docx"]
	if r == nil || r["kind"] != "annual_report" {
		t.Fatalf("the report is %v", r)
	}
	if d := cmp.Diff(truth.Tables, tables(t, a, "/nb/1.docx")); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
	for c, err := range a.CapturesOf(t.Context(), r["url"].(string)) {
		if err != nil || c.Outcome != store.OK {
			t.Errorf("%+v, %v", c, err)
		}
	}
}
