package intake

import (
	"bytes"
	"compress/gzip"
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nianbao/seeds/sample"
	"nianbao/store"
	"nianbao/store/export/warc"
)

// rec is a record of a WARC made for a test.
type rec struct {
	kind, url string
	fields    string // more of them, each with its line end
	block     string
}

// made writes records by hand, with nothing checked.
func made(records ...rec) []byte {
	var b bytes.Buffer
	for i, r := range records {
		date := "WARC-Date: 2025-02-03T04:05:06Z\r\n"
		if strings.Contains(r.fields, "WARC-Date:") {
			date = ""
		}
		media := ""
		if r.kind == "response" || r.kind == "request" || r.kind == "revisit" {
			media = "Content-Type: application/http\r\n"
		}
		fmt.Fprintf(&b, "WARC/1.0\r\nWARC-Type: %s\r\nWARC-Record-ID: <urn:%d>\r\nWARC-Target-URI: %s\r\n%s%s%sContent-Length: %d\r\n\r\n%s\r\n\r\n",
			r.kind, i, r.url, date, media, r.fields, len(r.block), r.block)
	}
	return b.Bytes()
}

// answer is an HTTP answer with a document of the site.
func answer(head, body string) string { return "HTTP/1.1 200 OK\r\n" + head + "\r\n" + body }

func document(path string) string {
	return string(sample.Render(truths()[path].Document, sample.Clean))
}

func sha1Of(s string) string {
	sum := sha1.Sum([]byte(s))
	return "sha1:" + hex.EncodeToString(sum[:])
}

const utf8HTML = "Content-Type: text/html; charset=utf-8\r\n"

func TestARecordThatIsNotWhatItSaysIsRefusedAndNamed(t *testing.T) {
	one, two := document("/nb/chunked.html"), document("/nb/gbk.html")
	chunked := fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(one), one)
	const url = "http://a.gov.cn/nb/1.html"
	for name, tt := range map[string]struct {
		first rec
		why   string // of the refusal; "" where it is taken in
	}{
		"as it should be":         {rec{"response", url, "", answer(utf8HTML, one)}, ""},
		"digests right":           {rec{"response", url, "WARC-Payload-Digest: " + sha1Of(one) + "\r\nWARC-Block-Digest: " + sha1Of(answer(utf8HTML, one)) + "\r\n", answer(utf8HTML, one)}, ""},
		"digest nobody knows":     {rec{"response", url, "WARC-Payload-Digest: blake9:abc\r\n", answer(utf8HTML, one)}, ""},
		"digest of the chunks":    {rec{"response", url, "WARC-Payload-Digest: " + sha1Of(chunked) + "\r\n", answer(utf8HTML+"Transfer-Encoding: chunked\r\n", chunked)}, ""},
		"digest within chunks":    {rec{"response", url, "WARC-Payload-Digest: " + sha1Of(one) + "\r\n", answer(utf8HTML+"Transfer-Encoding: chunked\r\n", chunked)}, ""},
		"chunks undone already":   {rec{"response", url, "", answer(utf8HTML+"Transfer-Encoding: chunked\r\n", one)}, ""},
		"codings undone already":  {rec{"response", url, "", answer(utf8HTML+"Content-Encoding: gzip\r\nContent-Length: 10\r\n", one)}, ""},
		"brotli undone already":   {rec{"response", url, "", answer(utf8HTML+"Content-Encoding: br\r\n", one)}, ""},
		"address in brackets":     {rec{"response", "<" + url + ">", "", answer(utf8HTML, one)}, ""},
		"bare line feeds":         {rec{"response", url, "", strings.ReplaceAll("HTTP/1.1 200 OK\r\n"+utf8HTML+"\r\n", "\r", "") + one}, ""},
		"block digest wrong":      {rec{"response", url, "WARC-Block-Digest: " + sha1Of("x") + "\r\n", answer(utf8HTML, one)}, "WARC-Block-Digest"},
		"payload digest wrong":    {rec{"response", url, "WARC-Payload-Digest: " + sha1Of("x") + "\r\n", answer(utf8HTML, one)}, "WARC-Payload-Digest"},
		"resource digest wrong":   {rec{"resource", url, "Content-Type: text/html\r\nWARC-Payload-Digest: " + sha1Of("x") + "\r\n", one}, "WARC-Payload-Digest"},
		"chunks cut":              {rec{"response", url, "", answer(utf8HTML+"Transfer-Encoding: chunked\r\n", chunked[:len(chunked)/2])}, "breaks off"},
		"last chunk missing":      {rec{"response", url, "", answer(utf8HTML+"Transfer-Encoding: chunked\r\n", chunked[:len(chunked)-5])}, "breaks off"},
		"gzip cut":                {rec{"response", url, "", answer(utf8HTML+"Content-Encoding: gzip\r\n", string(gzipped([]byte(one))[:500]))}, "gzip"},
		"shorter than its length": {rec{"response", url, "", answer(utf8HTML+fmt.Sprintf("Content-Length: %d\r\n", len(one)+1), one)}, "breaks off"},
		"no date":                 {rec{"response", url, "WARC-Date: yesterday\r\n", answer(utf8HTML, one)}, "no date"},
		"date to come":            {rec{"response", url, "WARC-Date: 2999-01-01T00:00:00Z\r\n", answer(utf8HTML, one)}, "future"},
		"a segment":               {rec{"response", url, "WARC-Segment-Number: 1\r\n", answer(utf8HTML, one)}, "segment"},
		"no HTTP":                 {rec{"response", url, "", one}, "HTTP"},
		"address of no end":       {rec{"response", "file:" + strings.Repeat("x", 1<<15), "", answer(utf8HTML, one)}, "address has"},
		"no host":                 {rec{"response", "http://", "", answer(utf8HTML, one)}, "host"},
		"a bomb":                  {rec{"response", url, "", answer(utf8HTML+"Content-Encoding: gzip\r\n", bomb(t))}, "over"},
		"too large":               {rec{"response", url, "", answer(utf8HTML, strings.Repeat("x", DefaultMaxBody*2))}, "too large"},
		"head of no end":          {rec{"response", url, "", "HTTP/1.1 200 OK\r\nA: " + strings.Repeat("x", 2<<20) + "\r\n\r\n" + one}, "too large"},
		"codings of no end":       {rec{"response", url, "", answer(utf8HTML+"Content-Encoding: gzip, gzip, gzip, gzip\r\n", string(gzipped([]byte(one))))}, "codings"},
	} {
		a := newArchive(t)
		sum := takeWARC(t, a, made(tt.first, rec{"response", "http://a.gov.cn/nb/2.html", "", answer(utf8HTML, two)}))
		want := map[string]found{"http://a.gov.cn/nb/2.html": wanted("http://a.gov.cn/nb/2.html", truths()["/nb/gbk.html"])}
		if tt.why == "" {
			want[url] = wanted(url, truths()["/nb/chunked.html"])
		}
		if d := cmp.Diff(want, reportsOf(t, a)); d != "" {
			t.Errorf("%s: reports (-want +got):\n%s", name, d)
		}
		if tt.why == "" {
			if sum.Refused != 0 {
				t.Errorf("%s: refused: %+v", name, sum.Refusals)
			}
			continue
		}
		if sum.Refused != 1 || !strings.Contains(sum.Refusals[0].Why, tt.why) || sum.Refusals[0].Offset == nil || sum.Refusals[0].URL == "" {
			t.Errorf("%s: refusals %+v, want one that says %q", name, sum.Refusals, tt.why)
		}
	}
}

// bomb is a body that grows a thousandfold.
func bomb(t *testing.T) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := io.CopyN(w, zeros{}, 64<<20); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func TestWhatIsNoDocumentIsPassedOverAndCounted(t *testing.T) {
	one := document("/nb/chunked.html")
	get := func(url, head, body string) rec { return rec{"response", url, "", answer(head, body)} }
	post := []rec{
		{"request", "http://a.gov.cn/list", "WARC-Concurrent-To: <urn:1>\r\n", "POST /list HTTP/1.1\r\n\r\npage=2"},
		{"response", "http://a.gov.cn/list", "", answer(utf8HTML, one)},
	}
	for name, tt := range map[string]struct {
		records []rec
		why     string
		taken   int
	}{
		"an image":          {[]rec{get("http://a.gov.cn/1.png", "Content-Type: image/png\r\n", "\x89PNG")}, "image/png", 0},
		"an image unnamed":  {[]rec{get("http://a.gov.cn/1", "", "\x89PNG\r\n\x1a\n")}, "image/png", 0},
		"a huge video":      {[]rec{get("http://a.gov.cn/1.mp4", "Content-Type: video/mp4\r\n", strings.Repeat("x", DefaultMaxBody*2))}, "video/mp4", 0},
		"a style sheet":     {[]rec{get("http://a.gov.cn/1.css", "Content-Type: text/css\r\n", "a{}")}, "text/css", 0},
		"no type, no file":  {[]rec{get("http://a.gov.cn/1", "Content-Type: application/octet-stream\r\n", "\x00\x01\x02")}, "application/octet-stream", 0},
		"an error":          {[]rec{{"response", "http://a.gov.cn/1", "", "HTTP/1.1 500 Oops\r\n" + utf8HTML + "\r\n" + one}}, "answers with status 500", 0},
		"a soft error":      {[]rec{get("http://a.gov.cn/1", utf8HTML, "<html><head><title>404 Not Found</title></head><body>页面不存在</body></html>")}, "no page: soft_404", 0},
		"a wall":            {[]rec{{"response", "http://a.gov.cn/1", "", "HTTP/1.1 412 Precondition Failed\r\n" + utf8HTML + "\r\n<script>x</script>"}}, "answers with status 412", 0},
		"recorded in part":  {[]rec{{"response", "http://a.gov.cn/1", "WARC-Truncated: length\r\n", answer(utf8HTML, one[:1000])}}, "recorded only in part (WARC-Truncated)", 0},
		"a name lookup":     {[]rec{{"response", "dns:a.gov.cn", "", "a.gov.cn. 1 IN A 1.2.3.4"}}, "records of no page (dns:)", 0},
		"continuation":      {[]rec{{"continuation", "http://a.gov.cn/1", "", one}}, "continuation records", 0},
		"a kind of its own": {[]rec{{"screenshot", "http://a.gov.cn/1", "", "x"}}, "screenshot records", 0},
		"robots.txt":        {[]rec{get("http://a.gov.cn/robots.txt", "Content-Type: text/plain\r\n", "User-agent: *")}, "robots.txt", 0},
		"304 of no page":    {[]rec{{"response", "http://a.gov.cn/1", "", "HTTP/1.1 304 Not Modified\r\n\r\n"}}, "304 for a page that is not here", 0},
		"HEAD":              {[]rec{{"request", "http://a.gov.cn/1", "WARC-Concurrent-To: <urn:1>\r\n", "HEAD /1 HTTP/1.1\r\n\r\n"}, get("http://a.gov.cn/1", utf8HTML, "")}, "answers to HEAD", 0},
		"a POST":            {post, "", 1},
		"text alone":        {[]rec{{"conversion", "http://a.gov.cn/1", "Content-Type: text/plain\r\n", sample.Text(truths()["/nb/chunked.html"].Document, sample.Piped)}}, "", 1},
		"a request alone":   {post[:1], "", 0},
		"redirect to it":    {[]rec{{"response", "http://a.gov.cn/1", "", "HTTP/1.1 301 Moved\r\nLocation: /1\r\n\r\n"}}, "answers with status 301", 0},
	} {
		a := newArchive(t)
		sum := takeWARC(t, a, made(tt.records...))
		if why := passed(sum); sum.Refused != 0 || sum.Taken != tt.taken || tt.why != "" && why[tt.why] != 1 {
			t.Errorf("%s: %+v", name, sum)
		}
	}
	a := newArchive(t)
	takeWARC(t, a, made(post...))
	for c := range a.Captures(t.Context()) {
		if c.Method != http.MethodPost || c.RequestBody != "page=2" {
			t.Errorf("a POST became %+v", c)
		}
	}
	if again := takeWARC(t, a, made(post...)); again.Taken != 0 || again.Known != 1 {
		t.Errorf("a POST taken in again: %+v", again)
	}
}

// TestACutRecordingGivesNoReportThatIsNotWhole cuts recordings at many places.
func TestACutRecordingGivesNoReportThatIsNotWhole(t *testing.T) {
	want := map[string]found{}
	for path, truth := range truths() {
		want[path] = wanted(path, truth)
	}
	want["/copy.html"], want["/resource.html"] = wanted("/copy.html", truths()["/nb/gzip.html"]), wanted("/resource.html", truths()["/nb/chunked.html"])
	for _, name := range []string{"warcio.warc.gz", "wget-plain.warc"} {
		whole, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		for part := 1; part < 16; part++ {
			cut := whole[:len(whole)*part/16]
			a := newArchive(t)
			sum := takeWARC(t, a, cut)
			if sum.Refused != 1 || !strings.Contains(sum.Refusals[0].Why, "breaks off") || sum.Refusals[0].Offset == nil || *sum.Refusals[0].Offset > int64(len(cut)) {
				t.Errorf("%s cut to %d/16: refusals %+v", name, part, sum.Refusals)
			}
			for path, r := range reportsOf(t, a) {
				if d := cmp.Diff(want[path], r); d != "" {
					t.Errorf("%s cut to %d/16: %s (-want +got):\n%s", name, part, path, d)
				}
			}
		}
	}
}

func TestANoteOfNoArchiveIsRefused(t *testing.T) {
	body := document("/nb/chunked.html")
	good := func() *store.Capture {
		return &store.Capture{URL: "http://a.gov.cn/1", At: time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC), Outcome: store.OK, Status: 200, MediaType: "text/html", RawSHA256: SumOf([]byte(body)), ResponseHeaders: http.Header{}}
	}
	for name, tt := range map[string]struct {
		change func(*store.Capture)
		why    string
	}{
		"as it should be":    {func(*store.Capture) {}, ""},
		"another body":       {func(c *store.Capture) { c.RawSHA256 = SumOf([]byte("x")) }, "digest"},
		"an outcome of none": {func(c *store.Capture) { c.Outcome = "splendid" }, "splendid"},
		"no time":            {func(c *store.Capture) { c.At = time.Time{} }, "time"},
		"no host":            {func(c *store.Capture) { c.URL = "nowhere" }, "host"},
	} {
		c := good()
		tt.change(c)
		var b bytes.Buffer
		w := warc.NewWriter(&b, false)
		must := func(err error) {
			if err != nil {
				t.Fatal(err)
			}
		}
		must(w.Write(warc.Header{{Name: "WARC-Type", Value: "response"}, {Name: "WARC-Record-ID", Value: "<urn:1>"}, {Name: "WARC-Target-URI", Value: "http://a.gov.cn/1"},
			{Name: "WARC-Date", Value: "2025-01-01T00:00:00Z"}, {Name: "Content-Type", Value: "application/http"}}, []byte(answer(utf8HTML, body))))
		note, err := warc.Note{Capture: *c, Read: true}.Encode()
		must(err)
		must(w.Write(warc.Header{{Name: "WARC-Type", Value: "metadata"}, {Name: "WARC-Record-ID", Value: "<urn:2>"}, {Name: "WARC-Concurrent-To", Value: "<urn:1>"},
			{Name: "Content-Type", Value: "application/json"}}, note))
		a := newArchive(t)
		sum := takeWARC(t, a, b.Bytes())
		if tt.why == "" {
			if sum.Reports != 1 {
				t.Errorf("%s: %+v", name, sum)
			}
		} else if sum.Taken != 0 || sum.Refused != 1 || !strings.Contains(sum.Refusals[0].Why, tt.why) {
			t.Errorf("%s: %+v", name, sum)
		}
	}
}

// TestOneAddressManyTimesKeepsItsOrder imports 40 captures of one page, of
// which every other one has another text.
func TestOneAddressManyTimesKeepsItsOrder(t *testing.T) {
	var records []rec
	for i := range 40 {
		text := document([]string{"/nb/chunked.html", "/nb/gbk.html"}[i%2])
		at := time.Date(2020, 1, 1, 0, 0, i, 0, time.UTC).Format(time.RFC3339)
		records = append(records, rec{"response", "http://a.gov.cn/1", "WARC-Date: " + at + "\r\n", answer(utf8HTML, text)})
	}
	a := newArchive(t)
	if sum := takeWARC(t, a, made(records...)); sum.Taken != 40 {
		t.Fatalf("%+v", sum)
	}
	page, _, err := a.PageOf("http://a.gov.cn/1")
	if err != nil || page.Versions != 40 {
		t.Errorf("%d versions, %v; want 40", page.Versions, err)
	}
	if d := cmp.Diff(map[string]found{"http://a.gov.cn/1": wanted("http://a.gov.cn/1", truths()["/nb/gbk.html"])}, reportsOf(t, a)); d != "" {
		t.Errorf("reports (-want +got):\n%s", d)
	}
}

func TestWhatIsToldDrivesNoTerminal(t *testing.T) {
	a := newArchive(t)
	sum := takeWARC(t, a, made(rec{"response", "http://a.gov.cn/1", "WARC-Date: \x1b[2J" + strings.Repeat("x", 5000) + "\r\n", answer(utf8HTML, "x")}, rec{"\x1b]0;x", "http://a/", "", ""}))
	if len(sum.Refusals) != 1 || len(sum.PassedOver) != 1 {
		t.Fatalf("%+v", sum)
	}
	for _, s := range []string{sum.Refusals[0].Why, sum.PassedOver[0].Why} {
		if strings.Contains(s, "\x1b") || len(s) > 4*maxShown {
			t.Errorf("told: %q", s)
		}
	}
}
