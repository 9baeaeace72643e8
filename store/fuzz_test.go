package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"
)

func FuzzUnpack(f *testing.F) {
	p := newTestPacker(f)
	f.Add([]byte{})
	f.Add([]byte{codecPlain, 'x'})
	f.Add(p.pack([]byte(strings.Repeat("abc", 100))))
	f.Add(p.packHeaders([]byte(captureDict[:500])))
	f.Add(p.packReading(readingDict[len(readingDict)-4000:]))
	f.Add([]byte{codecZstd, 0xff, 0xff, 0xff, 0xff, 0x7f, 0x28, 0xb5, 0x2f, 0xfd})
	f.Fuzz(func(t *testing.T, v []byte) {
		// What claims to be large is refused by the frame's own header or by
		// the limit; what is taken must come back the same way.
		b, err := p.unpack(v)
		if err != nil {
			return
		}
		if again, err := p.unpack(p.pack(b)); err != nil || !bytes.Equal(again, b) {
			t.Errorf("%d bytes do not come back: %v", len(b), err)
		}
	})
}

func FuzzUnpackBody(f *testing.F) {
	a := newArchive(f)
	dict := chromed(1, 1, 5000)
	key := blobKey{11: 1}
	against, err := a.dicts.against(chromed(1, 2, 5000), key, dict)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(against)
	f.Add(a.pack.packBody(dict))
	f.Add([]byte{codecDict, 0xff, 0xff, 0xff, 0xff, 0x03, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0x28, 0xb5, 0x2f, 0xfd})
	f.Fuzz(func(t *testing.T, v []byte) {
		p, err := parsePacked(v)
		if err != nil {
			return
		}
		body, err := a.unpackBody(storedBody{packedValue: p, dict: dict})
		if err == nil && uint64(len(body)) != p.size {
			t.Errorf("%d bytes, it says %d", len(body), p.size)
		}
		if err != nil && !errors.Is(err, ErrDamaged) {
			t.Errorf("%v", err)
		}
	})
}

func FuzzDecodeCapture(f *testing.F) {
	p := newTestPacker(f)
	v, err := p.encodeCapture(&Capture{URL: "http://a/", At: day0})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(v)
	f.Add([]byte{captureVersion, codecPlain, '{', '}'})
	f.Add([]byte{2})
	f.Fuzz(func(t *testing.T, v []byte) {
		if c, err := p.decodeCapture(v); err == nil {
			if _, err := p.encodeCapture(&c); err != nil {
				t.Errorf("a capture that was read cannot be written: %v", err)
			}
		}
	})
}

func FuzzCompose(f *testing.F) {
	f.Add([]byte(`{}`))
	f.Add([]byte(`{"charset":"x","content_sha256":null,"copies":1,"a":1.50,"a":[{"b":[]}]}`))
	f.Add([]byte(`{"id":"0","<&>":"\u2028"}`))
	f.Add([]byte(`[1]`))
	f.Fuzz(func(t *testing.T, body []byte) {
		r := Reading{Body: body}
		compact, err := r.compact()
		if err != nil {
			return
		}
		h := headOf("0123456789abcdef", &Page{URL: "http://a/"}, "")
		line, err := compose(h, compact)
		if err != nil {
			t.Fatalf("an object that was taken cannot be shown: %v", err)
		}
		var got struct {
			ID  string `json:"id"`
			URL string `json:"url"`
		}
		if err := json.Unmarshal(line, &got); err != nil || bytes.IndexByte(line, '\n') >= 0 {
			t.Fatalf("line is no JSON of one line: %v\n%s", err, line)
		}
		if !bytes.HasPrefix(line, []byte(`{"schema":"nianbao.report/1","id":"0123456789abcdef","url":"http://a/",`)) {
			t.Errorf("line begins as %.100s", line)
		}
	})
}

func FuzzParseMeta(f *testing.F) {
	f.Add([]byte{})
	f.Add(make([]byte, metaStart+metaSize))
	whole, err := os.ReadFile(newArchive(f).Path())
	if err != nil {
		f.Fatal(err)
	}
	if _, err := parseMeta(whole[:metaStart+metaSize]); err != nil {
		f.Fatalf("head of an archive: %v", err)
	}
	f.Add(whole[:metaStart+metaSize])
	f.Fuzz(func(t *testing.T, page []byte) {
		if m, err := parseMeta(page); err == nil && (m.pageSize == 0 || m.pages > 1<<48) {
			t.Errorf("took %+v", m)
		}
	})
}

func FuzzHostOf(f *testing.F) {
	for _, s := range []string{"http://www.a.gov.cn/x", "https://u@[2001:db8::1]:8443/?q", "file:a/b.html", "http://", "x", "HTTP://A:80"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, url string) {
		if host, err := HostOf(url); err == nil && (host == "" || len(host) > 1024 || strings.ContainsAny(host, "/?#@")) {
			t.Errorf("host of %q is %q", url, host)
		}
	})
}

func TestHostOf(t *testing.T) {
	tests := map[string]string{
		"http://www.a.gov.cn/x/y.html":        "www.a.gov.cn",
		"https://WWW.A.gov.cn:8443/":          "www.a.gov.cn",
		"http://a.gov.cn?q=http://b.gov.cn/":  "a.gov.cn",
		"http://a.gov.cn#/x":                  "a.gov.cn",
		"http://u:p@a.gov.cn/":                "a.gov.cn",
		"http://a.gov.cn/%zz":                 "a.gov.cn",
		"http://[2001:db8::1]/":               "[2001:db8::1]",
		"http://[2001:db8::1]:80/":            "[2001:db8::1]",
		"http://127.0.0.1:8080/":              "127.0.0.1",
		"file:reports/http://a.gov.cn/1.html": FileHost,
	}
	for url, want := range tests {
		if got, err := HostOf(url); err != nil || got != want {
			t.Errorf("host of %s is %q, %v; want %s", url, got, err, want)
		}
	}
	for _, url := range []string{"", "a.gov.cn", "http://", "http:///x", "http://:80/", "http://" + strings.Repeat("a", 300)} {
		if got, err := HostOf(url); err == nil {
			t.Errorf("host of %.50q is %.50q", url, got)
		}
	}
}
