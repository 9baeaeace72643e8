package intake

import (
	"encoding/base64"
	"mime/quotedprintable"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// wide is a text in UTF-16 with a mark, as old Notepad saves it.
func wide(s string) string {
	b := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(s)) {
		b = append(b, byte(u), byte(u>>8))
	}
	return string(b)
}

func gbk(t *testing.T, s string) string {
	t.Helper()
	out, err := simplifiedchinese.GBK.NewEncoder().String(s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestAPageSaysWhereItWasSavedFrom(t *testing.T) {
	single := time.Date(2024, 3, 1, 8, 0, 0, 0, time.FixedZone("", 8*3600))
	for name, tt := range map[string]struct {
		page string
		url  string
		at   time.Time
	}{
		"Chrome":                  {"<!DOCTYPE html>\n<!-- saved from url=(0032)http://www.a.gov.cn/nb/2024.html -->\n<html>", "http://www.a.gov.cn/nb/2024.html", time.Time{}},
		"Internet Explorer":       {"<!-- saved from url=(0048)http://WWW.A.gov.cn:80/nb/../nb/t2025_1.html#top -->\r\n<HTML>", "http://www.a.gov.cn/nb/t2025_1.html", time.Time{}},
		"number of the letters":   {"<!-- saved from url=(0018)http://a.gov.cn/nbxyz --><html>", "http://a.gov.cn/nb", time.Time{}},
		"a number too large":      {"<!-- saved from url=(9999)http://a.gov.cn/nb --><html>", "http://a.gov.cn/nb", time.Time{}},
		"in UTF-16":               {wide("<!-- saved from url=(0018)http://a.gov.cn/nb --><html>年报"), "http://a.gov.cn/nb", time.Time{}},
		"raw GBK in the query":    {gbk(t, "<meta charset=gb2312><!-- saved from url=(0028)http://a.gov.cn/s?q=年报&x=yz1 --><html>年报"), "http://a.gov.cn/s?q=%C4%EA%B1%A8&x=yz1", time.Time{}},
		"SingleFile":              {"<!DOCTYPE html> <html lang=zh><!--\n Page saved with SingleFile \n url: https://a.gov.cn/nb/1.html \n saved date: Fri Mar 01 2024 08:00:00 GMT+0800 (中国标准时间)\n--><meta charset=utf-8>", "https://a.gov.cn/nb/1.html", single},
		"HTTrack":                 {"<html>\n<!-- Mirrored from www.a.gov.cn/nb/1.html by HTTrack Website Copier/3.x [XR&CO'2014], Fri, 01 Mar 2024 00:00:00 GMT -->\n<head>", "http://www.a.gov.cn/nb/1.html", single},
		"HTTrack, with a scheme":  {"<!-- Mirrored from https://a.gov.cn/nb by HTTrack Website Copier/3.x [XR&CO'2014] -->", "https://a.gov.cn/nb", time.Time{}},
		"HTTrack's second mark":   {"<!-- Added by HTTrack --><meta http-equiv=content-type content='text/html;charset=utf-8'><!-- /Added by HTTrack -->", "", time.Time{}},
		"base":                    {`<html><head><base target="_blank"><base href="http://a.gov.cn/nb/1.html"></head>`, "http://a.gov.cn/nb/1.html", time.Time{}},
		"base and comment":        {"<!-- saved from url=(0018)http://a.gov.cn/nb --><base href='http://b.gov.cn/1.html'>", "http://a.gov.cn/nb", time.Time{}},
		"base of a site":          {`<base href="http://a.gov.cn/">`, "", time.Time{}},
		"base of a folder":        {`<base href="http://a.gov.cn/nb/">`, "", time.Time{}},
		"base that is none":       {`<base href="/nb/1.html">`, "", time.Time{}},
		"base in the body":        {`<html><body><base href="http://a.gov.cn/1.html">`, "", time.Time{}},
		"base in a comment":       {`<!-- <base href="http://a.gov.cn/1.html"> -->`, "", time.Time{}},
		"from no page":            {"<!-- saved from url=(0014)about:internet --><html>", "", time.Time{}},
		"from a disk":             {"<!-- saved from url=(0022)file:///C:/a/b/c.html --><html>", "", time.Time{}},
		"in the text":             {"<html><body><p>saved from url=(0018)http://a.gov.cn/nb</p>", "", time.Time{}},
		"canonical is not asked":  {`<link rel="canonical" href="http://a.gov.cn/nb/"><meta property="og:url" content="http://a.gov.cn/x">`, "", time.Time{}},
		"behind a million spaces": {strings.Repeat(" ", 1<<20) + "<!-- saved from url=(0018)http://a.gov.cn/nb -->", "", time.Time{}},
		"nothing":                 {"<html><head><title>年报</title></head>", "", time.Time{}},
		"empty":                   {"", "", time.Time{}},
	} {
		got := said([]byte(tt.page), "")
		if got.url != tt.url || !got.at.Equal(tt.at) {
			t.Errorf("%s: %q at %v, want %q at %v", name, got.url, got.at, tt.url, tt.at)
		}
	}
}

func TestAFileNameBecomesAnAddressInUTF8(t *testing.T) {
	for _, tt := range []struct{ name, want string }{
		{"nb/2024.html", "file:nb/2024.html"},
		{"年报/2024 年.html", "file:年报/2024 年.html"},
		{gbk(t, "年报/二〇二四年.html"), "file:年报/二〇二四年.html"},
		{"a\xffb/年.html", "file:a%FFb/年.html"},
	} {
		if got := Address(tt.name); got != tt.want {
			t.Errorf("%q: %q, want %q", tt.name, got, tt.want)
		}
	}
}

// quoted is a text in quoted-printable.
func quoted(t *testing.T, s string) string {
	t.Helper()
	var b strings.Builder
	w := quotedprintable.NewWriter(&b)
	if _, err := w.Write([]byte(s)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestThePageIsFoundInMHTML(t *testing.T) {
	page := "<html><body>年报 2024</body></html>"
	part := func(head, body string) string { return "--b\r\n" + head + "\r\n\r\n" + body + "\r\n" }
	multipart := func(head string, parts ...string) string {
		return "From: <Saved by Blink>\r\n" + head + "MIME-Version: 1.0\r\nContent-Type: multipart/related; type=\"text/html\"; boundary=\"b\"\r\n\r\n" + strings.Join(parts, "") + "--b--\r\n"
	}
	plain := part("Content-Type: text/html; charset=utf-8\r\nContent-Location: http://a.gov.cn/1", page)
	for name, tt := range map[string]struct {
		file, body, url, charset string
		at                       time.Time
	}{
		"Blink": {multipart("Snapshot-Content-Location: http://a.gov.cn/nb\r\nDate: Fri, 1 Mar 2024 00:00:00 -0000\r\n",
			part("Content-Type: text/html\r\nContent-ID: <f@mhtml.blink>\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Location: http://a.gov.cn/nb", quoted(t, page)),
			part("Content-Type: image/png\r\nContent-Transfer-Encoding: base64", "AAAA")), page, "http://a.gov.cn/nb", "", time.Date(2024, 3, 1, 0, 0, 0, 0, time.UTC)},
		"Internet Explorer": {multipart("X-MimeOLE: Produced By Microsoft MimeOLE\r\nSubject: =?gb2312?B?xOqxqA==?=\r\n",
			part("Content-Type: text/html;\r\n\tcharset=\"gb2312\"\r\nContent-Transfer-Encoding: base64\r\nContent-Location: http://a.gov.cn/1", base64.StdEncoding.EncodeToString([]byte(gbk(t, page))))),
			gbk(t, page), "http://a.gov.cn/1", "gb2312", time.Time{}},
		"the root is named": {"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b; start=\"<x>\"\r\n\r\n" +
			part("Content-Type: text/html\r\nContent-ID: <frame>", "<html>frame</html>") + part("Content-Type: text/html\r\nContent-ID: <x>", page) + "--b--\r\n", page, "", "", time.Time{}},
		"a picture first": {multipart("", part("Content-Type: image/png", "x"), plain), page, "http://a.gov.cn/1", "utf-8", time.Time{}},
		"one part alone":  {"MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\nContent-Location: http://a.gov.cn/1\r\n\r\n" + page, page, "http://a.gov.cn/1", "utf-8", time.Time{}},
	} {
		got, err := readMHTML([]byte(tt.file))
		if err != nil || string(got.body) != tt.body || got.url != tt.url || got.charset != tt.charset || !got.at.Equal(tt.at) || got.media != "text/html" {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	for name, file := range map[string]string{
		"empty": "", "a page": page, "no boundary": "Content-Type: multipart/related\r\n\r\n--b\r\n", "no page": multipart("", part("Content-Type: image/png", "x")),
		"cut in the page":   strings.TrimSuffix(multipart("", plain), "</html>\r\n--b--\r\n"),
		"base64 of no kind": multipart("", part("Content-Type: text/html\r\nContent-Transfer-Encoding: base64", "!!!")),
		"parts of no end":   multipart("", strings.Repeat(part("Content-Type: image/png", "x"), maxParts+1)),
		"a root of no part": "Content-Type: multipart/related; boundary=b; start=\"<x>\"\r\n\r\n" + plain + "--b--\r\n",
	} {
		if got, err := readMHTML([]byte(file)); err == nil {
			t.Errorf("%s: passes for %+v", name, got)
		}
	}
}

func TestFilesAreTakenInOnceWhateverElseIsThere(t *testing.T) {
	a := newArchive(t)
	one := File{Path: "a.html", Name: "a.html", Media: "text/html", Body: []byte("<!-- saved from url=(0018)http://a.gov.cn/nb -->" + document("/nb/chunked.html"))}
	other := File{Path: "b.html", Name: "b.html", Media: "text/html", Body: []byte("<!-- saved from url=(0018)http://a.gov.cn/nb -->" + document("/nb/gbk.html"))}
	files := func(all ...File) Summary {
		return take(t, a, func(in *Intake) error {
			for _, f := range all {
				if err := in.File(f); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if sum := files(one, other); sum.Taken != 2 {
		t.Errorf("two saves of one page: %+v", sum)
	}
	page, known, err := a.PageOf("http://a.gov.cn/nb")
	if err != nil || !known || page.Versions != 2 {
		t.Errorf("page %+v, %v", page, err)
	}
	if sum := files(one, other); sum.Taken != 0 || sum.Known != 2 {
		t.Errorf("again: %+v", sum)
	}
	one.Agency, one.Year, one.URL = "某局", 2019, "http://b.gov.cn/nb"
	if sum := files(one); sum.Taken != 1 {
		t.Errorf("under another address: %+v", sum)
	}
	if sum := files(one); sum.Taken != 0 {
		t.Errorf("under that address again: %+v", sum)
	}
	one.Agency = "另一局"
	if sum := files(one); sum.Taken != 1 {
		t.Errorf("with another agency: %+v", sum)
	}
	if r := reportsOf(t, a)["http://b.gov.cn/nb"]; r.Agency != "另一局" || r.Year != 2019 {
		t.Errorf("%s of %d", r.Agency, r.Year)
	}
	huge := File{Path: "c.txt", Name: "c.txt", Media: "text/plain", Body: make([]byte, DefaultMaxBody+1)}
	if sum := files(huge); sum.Refused != 1 || !strings.Contains(sum.Refusals[0].Why, "20 MiB") {
		t.Errorf("too large: %+v", sum)
	}
}

func FuzzSaid(f *testing.F) {
	f.Add([]byte("<!-- saved from url=(0018)http://a.gov.cn/nb --><base href='http://b.gov.cn/1.html'>"))
	f.Add([]byte(wide("<!-- saved from url=(0018)http://a.gov.cn/nb -->")))
	f.Add([]byte("<!--\n Page saved with SingleFile \n url: https://a.gov.cn/ \n saved date: Fri Mar 01 2024 08:00:00 GMT+0800 -->"))
	f.Fuzz(func(t *testing.T, page []byte) {
		o := said(page, "")
		if o.url != "" && !strings.HasPrefix(o.url, "http") {
			t.Errorf("saved from %q", o.url)
		}
	})
}

func FuzzMHTML(f *testing.F) {
	f.Add([]byte("Content-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\na=3D\r\n--b--\r\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		got, err := readMHTML(file)
		if err == nil && len(got.body) > len(file) {
			t.Errorf("%d bytes out of %d", len(got.body), len(file))
		}
	})
}

func FuzzWARC(f *testing.F) {
	f.Add(made(rec{"response", "http://a.gov.cn/1", "", answer(utf8HTML+"Transfer-Encoding: chunked\r\n", "1\r\nx\r\n0\r\n\r\n")}))
	f.Add(made(rec{"revisit", "http://a.gov.cn/1", "WARC-Refers-To: <urn:0>\r\n", answer(utf8HTML, "")}, rec{"metadata", "http://a.gov.cn/1", "Content-Type: application/json\r\n", `{"schema":"nianbao.warc-note/1"}`}))
	a := newArchive(f)
	f.Fuzz(func(t *testing.T, file []byte) {
		in := Begin(t.Context(), Options{Archive: a, Now: func() time.Time { return later }, MaxBody: 1 << 16, Workers: 1})
		err := in.WARCs(sources(t, file), nil)
		if _, ended := in.End(); err != nil || ended != nil {
			t.Fatal(err, ended)
		}
	})
}
