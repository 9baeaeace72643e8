package extract_test

import (
	"bytes"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/traditionalchinese"

	"nianbao/extract"
)

// TestWhatIsNoPageIsNoReport reads bodies that are no page at all.
func TestWhatIsNoPageIsNoReport(t *testing.T) {
	noise := make([]byte, 64<<10)
	r := rand.New(rand.NewPCG(1, 2))
	for i := range noise {
		noise[i] = byte(r.Uint32())
	}
	for name, c := range map[string]struct {
		body string
		kind extract.Kind
	}{
		"nothing": {"", extract.NotAReport}, "spaces": {" \r\n\t ", extract.NotAReport}, "a BOM": {"\xef\xbb\xbf", extract.NotAReport},
		"NULs": {strings.Repeat("\x00", 4096), extract.NotAReport}, "noise": {string(noise), extract.NotAReport},
		"an empty document": {"<html><head></head><body></body></html>", extract.NotAReport},
		"a PDF":             {"%PDF-1.7\n%\xe2\xe3\xcf\xd3", extract.AttachmentOnly}, "a PNG": {"\x89PNG\r\n\x1a\n", extract.ImageOnly},
		"a challenge": {"<script>document.cookie=('_')+('_');location.href=location.pathname</script>", extract.NotAReport},
		"JSON":        {`{"code":200,"data":{"list":[1,2,3]}}`, extract.NotAReport},
		"open tags":   {strings.Repeat("<table><tr><td>", 500), extract.NotAReport},
		"no list":     {"<ul>" + strings.Repeat("<li>0</li>", 10_000) + "</ul>", extract.NotAReport},
	} {
		t.Run(name, func(t *testing.T) {
			r := extract.Read(extract.Page{Body: []byte(c.body)})
			if r.Kind != c.kind {
				t.Errorf("kind %s, want %s", r.Kind, c.kind)
			}
			if r.Tables.Numbers() != 0 || len(r.Sections) != 0 || r.ContentSHA256 != nil {
				t.Errorf("something was read off it: %+v", r)
			}
			if _, err := r.JSON(); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestBrokenBytesDoNotHideAReport breaks single bytes of a good page.
func TestBrokenBytesDoNotHideAReport(t *testing.T) {
	good := "<html><body><h1>云山县水利局2023年政府信息公开工作年度报告</h1>" + bodyOf(t, "no_container.html") + "</body></html>"
	want := cellsOf(extract.Read(extract.Page{Body: []byte(good), MediaType: "text/html"}))
	for name, page := range map[string]string{
		"NULs between tags": strings.ReplaceAll(good, "</tr>", "</tr>\x00"),
		"invalid UTF-8":     strings.Replace(good, "回应群众", "回应\xff\xfe群众", 1),
		"a cut character":   strings.Replace(good, "河湖", "河\xe6\xb9", 1),
		"a BOM":             "\xef\xbb\xbf" + good,
		"open font tags":    strings.Repeat("<font><span>", 600) + good,
		"no closing tags":   strings.NewReplacer("</td>", "", "</tr>", "", "</p>", "").Replace(good),
	} {
		r := extract.Read(extract.Page{Body: []byte(page), MediaType: "text/html"})
		if r.Kind != extract.AnnualReport || deref(r.Year) != 2023 {
			t.Errorf("%s: kind %s, year %v", name, r.Kind, deref(r.Year))
		}
		sameCells(t, cellsOf(r), want)
	}
}

// TestBig5IsReadOrRefused reads a page in a charset the project does not
// decode: no number may come out wrong, and nothing may fail.
func TestBig5IsReadOrRefused(t *testing.T) {
	page := `<html><head><meta charset="big5"></head><body><p>一、總體情況</p><table><tr><td>信息內容</td><td>本年處理決定數量</td></tr><tr><td>行政處罰</td><td>12</td></tr></table></body></html>`
	body, err := traditionalchinese.Big5.NewEncoder().String(page)
	if err != nil {
		t.Fatal(err)
	}
	r := extract.Read(extract.Page{Body: []byte(body), MediaType: "text/html"})
	for place, value := range cellsOf(r) {
		if value != "12" && value != "_" {
			t.Errorf("%s is %s", place, value)
		}
	}
}

// bounded runs a read and fails where it takes too long or too much. With the
// race detector the memory is not held.
func bounded(t *testing.T, body []byte, limit time.Duration, memory uint64) extract.Report {
	t.Helper()
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	start := time.Now()
	r := extract.Read(extract.Page{Body: body, MediaType: "text/html"})
	took := time.Since(start)
	runtime.ReadMemStats(&after)
	if got := after.TotalAlloc - before.TotalAlloc; got > memory && !raceDetector {
		t.Errorf("%d MB were allocated, at most %d are fine", got>>20, memory>>20)
	}
	if took > limit*raceSlowdown {
		t.Errorf("it took %v, at most %v is fine", took, limit)
	}
	t.Logf("%d KB in %v, %d MB allocated", len(body)>>10, took, (after.TotalAlloc-before.TotalAlloc)>>20)
	return r
}

// TestHugeAndTwistedPagesAreBounded holds time and memory on pages no one
// wrote by hand. The limits are several times what an idle machine needs.
func TestHugeAndTwistedPagesAreBounded(t *testing.T) {
	if testing.Short() {
		t.Skip("generates large pages")
	}
	row := "<tr><td>行政处罚</td><td>12</td><td>0</td><td>0</td></tr>\n"
	for name, body := range map[string]string{
		"20 MB of one table":      "<table>" + strings.Repeat(row, 20<<20/len(row)) + "</table>",
		"nested divs":             strings.Repeat("<div>", 100_000) + "一、总体情况" + strings.Repeat("</div>", 100_000),
		"nested tables":           strings.Repeat("<table><tr><td>", 2_000) + "行政处罚" + strings.Repeat("</td></tr></table>", 2_000),
		"nested inline":           strings.Repeat("<span><b>", 20_000) + "行政处罚",
		"a colspan of a million":  "<table>" + strings.Repeat(`<tr><td colspan="1000000" rowspan="1000000">行政处罚</td><td>1</td></tr>`, 3_000) + "</table>",
		"ten thousand columns":    "<table>" + strings.Repeat("<tr>"+strings.Repeat("<td>1</td>", 10_000)+"</tr>", 20) + "</table>",
		"many wide tables":        strings.Repeat("<table><tr><td colspan=999>甲<td>1<tr><td colspan=999>乙<td>2</table>", 60_000),
		"rows of 400 numbers":     "<pre>" + strings.Repeat("一、本年新收政府信息公开申请数量"+strings.Repeat("   17", 400)+"\n", 1_000) + "</pre>",
		"a megabyte of pipes":     strings.Repeat("|", 1<<20),
		"pipes and blank lines":   "<pre>" + strings.Repeat("a |\n\n\n", 100_000) + "</pre>",
		"blank lines":             "<pre>#\n" + strings.Repeat("\n", 1<<20) + "</pre>",
		"tabs":                    "<pre>" + strings.Repeat("a\t", 1<<19) + "\n" + strings.Repeat("b\t", 1<<19) + "</pre>",
		"one line of a megabyte":  "<p>" + strings.Repeat("行政处罚", 1<<18) + "</p>",
		"many headings":           strings.Repeat("<h2>一、总体情况</h2>", 50_000),
		"many equal paragraphs":   strings.Repeat("<p>公开信息十二条。</p>", 50_000),
		"many titles":             strings.Repeat("<p>云山县2023年政府信息公开工作年度报告</p>", 20_000),
		"spaced numbers":          strings.Repeat("<p>行政处罚 1</p>", 50_000),
		"borders":                 "<pre>" + strings.Repeat("+--+\n", 50_000) + "</pre>",
		"rules":                   "<pre>" + strings.Repeat("--- ---\n", 50_000) + "</pre>",
		"drawn lines":             "<pre>" + strings.Repeat("┌─┐\n│甲│\n", 30_000) + "</pre>",
		"numbers alone":           "<pre>" + strings.Repeat("12\n", 100_000) + "</pre>",
		"a long line of numbers":  "<pre>" + strings.Repeat("1 2  ", 100_000) + "</pre>",
		"short lines":             strings.Repeat("<p>甲</p>", 100_000),
		"two halves nearly equal": strings.Repeat("<p>一段正文，写了一些事情。</p><p>另一段</p>", 20_000) + "<p>不同</p>" + strings.Repeat("<p>一段正文，写了一些事情。</p><p>另一段</p>", 20_000),
		"many metas":              strings.Repeat(`<meta name="PubDate" content="x">`, 50_000) + strings.Repeat("<span>发布日期：</span>", 50_000),
		"many attachments":        strings.Repeat(`<a href="a.pdf">云山县2023年政府信息公开工作年度报告.pdf</a>`, 50_000),
	} {
		t.Run(name, func(t *testing.T) {
			bounded(t, []byte(body), 5*time.Second+time.Duration(len(body)>>20)*time.Second, 160<<20+uint64(len(body))*60)
		})
	}
}

// TestALongPageIsStillRead puts a report behind a lot of other things.
func TestALongPageIsStillRead(t *testing.T) {
	junk := bytes.Repeat([]byte("<li><a href=\"x\">通知公告</a></li>"), 50_000)
	page := append(append([]byte("<html><body><ul>"), junk...), "</ul><div>"+bodyOf(t, "no_container.html")+"</div></body></html>"...)
	r := bounded(t, page, 5*time.Second, 400<<20)
	if r.Kind != extract.AnnualReport || numbersOf(r.Sections) != "1 2 3 4 5 6" {
		t.Errorf("kind %s, sections %s", r.Kind, numbersOf(r.Sections))
	}
}
