package intake

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nianbao/seeds/sample"
	"nianbao/store"
	"nianbao/store/export/warc"
)

// onDay is a record's date field.
func onDay(day int) string {
	return "WARC-Date: " + time.Date(2025, 1, day, 0, 0, 0, 0, time.UTC).Format(time.RFC3339) + "\r\n"
}

func TestRecordsAreTakenInInTheOrderOfTheirTimes(t *testing.T) {
	const url = "http://a.gov.cn/nb/1.html"
	early := rec{"response", url, onDay(1), answer(utf8HTML, document("/nb/chunked.html"))}
	late := rec{"response", url, onDay(9), answer(utf8HTML, document("/nb/gbk.html"))}
	info := rec{"warcinfo", "", "", "software: test"}
	want := map[string]found{url: wanted(url, truths()["/nb/gbk.html"])}
	for name, files := range map[string][]any{
		"in one file":               {made(info, late, early)},
		"in two":                    {made(late), made(early)},
		"a member for each":         {append(gzipped(made(late)), gzipped(made(early))...)},
		"with other things between": {made(late, info, rec{"screenshot", url, "", "x"}, early, info)},
		"files of one member":       {gzipped(made(info, late)), gzipped(made(info, early))},
	} {
		a := newArchive(t)
		sum := takeWARC(t, a, files...)
		page, _, err := a.PageOf(url)
		if err != nil || page.Versions != 2 || sum.Taken != 2 || sum.Refused != 0 || page.FirstSeen.Day() != 1 || page.ChangedAt.Day() != 9 {
			t.Errorf("%s: %+v, page %+v, %v", name, sum, page, err)
		}
		if d := cmp.Diff(want, reportsOf(t, a)); d != "" {
			t.Errorf("%s: reports (-want +got):\n%s", name, d)
		}
	}
	// one member for all is read as it stands
	a := newArchive(t)
	if sum := takeWARC(t, a, gzipped(made(late, rec{"screenshot", url, "", "x"}, early, rec{"resource", "x:y", "", "z"}))); sum.Taken != 2 || passed(sum)["screenshot records"] != 1 {
		t.Errorf("one member: %+v", sum)
	}
}

// attached are a page whose report is in a file, a redirect to the file, and the
// file, made one after the other.
func attached(order ...int) []byte {
	page := fmt.Sprintf(`<html><head><title>%s</title></head><body><div><h1>%[1]s</h1><p><a href="/get?id=7">附件：年度报告.docx</a></p></div></body></html>`, truths()["/nb/gbk.html"].Document.Title)
	all := []rec{
		{"response", "http://a.gov.cn/nb/1.html", onDay(1), answer(utf8HTML, page)},
		{"response", "http://a.gov.cn/get?id=7", onDay(2), "HTTP/1.1 302 Found\r\nLocation: /files/7.docx\r\n\r\n"},
		{"response", "http://a.gov.cn/files/7.docx", onDay(3), answer("Content-Type: application/octet-stream\r\n", string(sample.Docx(truths()["/nb/gbk.html"].Document)))},
	}
	var records []rec
	for _, i := range order {
		records = append(records, all[i])
	}
	return made(records...)
}

func TestAPageAndItsFileAreOneReportInAnyOrder(t *testing.T) {
	const url = "http://a.gov.cn/nb/1.html"
	want := map[string]found{url: wanted(url, truths()["/nb/gbk.html"])}
	first := ""
	for _, order := range [][]int{{0, 1, 2}, {2, 1, 0}, {1, 2, 0}} {
		a := newArchive(t)
		sum := takeWARC(t, a, attached(order...))
		if d := cmp.Diff(want, reportsOf(t, a)); d != "" || sum.Refused != 0 {
			t.Errorf("%v: %+v, reports (-want +got):\n%s", order, sum, d)
		}
		var report string
		for l, err := range a.Reports(t.Context(), store.Filter{}) {
			if err != nil {
				t.Fatal(err)
			}
			report += string(l.JSON)
		}
		if !strings.Contains(report, `"changed_at":"2025-01-03T00:00:00Z"`) || !strings.Contains(report, `"versions":1`) {
			t.Errorf("%v: %s", order, report)
		}
		if first == "" {
			first = report
		}
		if report != first {
			t.Errorf("%v: another report than in the order of time:\n%s\n%s", order, report, first)
		}
	}
	// in imports of their own, the page last: nothing said of the file that it is
	// a page's, and so it stays a report as well
	a := newArchive(t)
	want["http://a.gov.cn/files/7.docx"] = wanted("http://a.gov.cn/files/7.docx", truths()["/nb/gbk.html"])
	for _, i := range []int{2, 1, 0} {
		takeWARC(t, a, attached(i))
	}
	if d := cmp.Diff(want, reportsOf(t, a)); d != "" {
		t.Errorf("one by one: reports (-want +got):\n%s", d)
	}
}

// TestWordsGoThroughAWARC holds that a file is read from what a program said of
// it elsewhere: here none is run.
func TestWordsGoThroughAWARC(t *testing.T) {
	truth := truths()["/nb/gbk.html"]
	text := sample.Text(truth.Document, sample.Piped)
	body := append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "W\x00o\x00r\x00d\x00D\x00o\x00c\x00u\x00m\x00e\x00n\x00t\x00\x00\x00"...)
	a := newArchive(t)
	for i, words := range []store.Words{{Tool: "catdoc", Version: "0.95", Data: []byte(text)}, {Tool: "catdoc", Fault: store.FaultEncrypted}} {
		report := json.RawMessage(`{}`)
		c := store.Capture{URL: fmt.Sprintf("http://a.gov.cn/%d.doc", i), Run: 1, At: later, Outcome: store.OK, Status: 200, MediaType: "application/msword", ResponseHeaders: map[string][]string{}}
		env := store.Envelope{Capture: &c, Body: append(body, byte(i)), Words: &words, Reading: &store.Reading{Kind: "annual_report", Body: report}}
		if _, err := a.Apply(t.Context(), env); err != nil {
			t.Fatal(err)
		}
	}
	var file bytes.Buffer
	if err := warc.Write(&file, a, a.Captures(t.Context()), warc.Options{Compress: true}); err != nil {
		t.Fatal(err)
	}
	copied := newArchive(t)
	if sum := takeWARC(t, copied, file.Bytes()); sum.Taken != 2 || sum.Refused != 0 {
		t.Fatalf("%+v", sum)
	}
	if d := cmp.Diff(truth.Tables, reportsOf(t, copied)["http://a.gov.cn/0.doc"].Tables); d != "" {
		t.Errorf("tables (-want +got):\n%s", d)
	}
	for i, want := range []store.Words{{Tool: "catdoc", Version: "0.95", Data: []byte(text)}, {Tool: "catdoc", Fault: store.FaultEncrypted}} {
		got, known, err := copied.Words(SumOf(append(body, byte(i))))
		if err != nil || !known || got.Tool != want.Tool || got.Version != want.Version || got.Fault != want.Fault || !bytes.Equal(got.Data, want.Data) {
			t.Errorf("words of file %d: %+v, %v, %v", i, got, known, err)
		}
	}
}

// TestARevisitOfAnotherSiteWaitsForIt holds where sites are taken in one after
// the other, and the one with the revisit comes first.
func TestARevisitOfAnotherSiteWaitsForIt(t *testing.T) {
	text := document("/nb/chunked.html")
	records := []rec{
		{"response", "http://www.b.gov.cn/", onDay(1), answer(utf8HTML, document("/nb/gbk.html"))},
		{"response", "http://www.a.gov.cn/1.html", onDay(2), answer(utf8HTML, text)},
		{"revisit", "http://nb.b.gov.cn/1.html", onDay(3) + "WARC-Profile: http://netpreserve.org/warc/1.0/revisit/identical-payload-digest\r\nWARC-Refers-To-Target-URI: http://www.a.gov.cn/1.html\r\nWARC-Refers-To-Date: 2025-01-02T00:00:00Z\r\n", answer(utf8HTML, "")},
	}
	want := map[string]found{"http://www.b.gov.cn/": wanted("http://www.b.gov.cn/", truths()["/nb/gbk.html"])}
	for _, url := range []string{"http://www.a.gov.cn/1.html", "http://nb.b.gov.cn/1.html"} {
		want[url] = wanted(url, truths()["/nb/chunked.html"])
	}
	for name, files := range map[string][]any{
		"in one file":            {made(records...)},
		"in three":               {made(records[2]), made(records[1]), made(records[0])},
		"in files of one member": {gzipped(made(records[2], rec{"warcinfo", "", "", ""})), gzipped(made(records[0], records[1]))},
	} {
		a := newArchive(t)
		sum := takeWARC(t, a, files...)
		if d := cmp.Diff(want, reportsOf(t, a)); d != "" || sum.Refused != 0 || sum.Taken != 3 {
			t.Errorf("%s: %+v, reports (-want +got):\n%s", name, sum, d)
		}
		if again := takeWARC(t, a, files...); again.Taken != 0 || again.Known != 3 || again.Refused != 0 {
			t.Errorf("%s: again: %+v", name, again)
		}
	}
}
