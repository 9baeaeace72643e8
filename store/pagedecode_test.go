package store

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// setAll sets every field of a struct to something that is not its zero value.
func setAll(v reflect.Value, n int) {
	for i := range v.NumField() {
		f := v.Field(i)
		n++
		switch {
		case f.Type() == reflect.TypeFor[time.Time]():
			f.Set(reflect.ValueOf(day0.Add(time.Duration(n) * time.Millisecond)))
		case f.Kind() == reflect.String:
			f.SetString([]string{"a", "年报", `"\<&>`, "\u2028"}[n%4])
		case f.CanInt():
			f.SetInt(int64(n))
		case f.CanUint():
			f.SetUint(uint64(n))
		case f.Kind() == reflect.Map:
			f.Set(reflect.ValueOf(map[string]int{"cell.blank": n, "x": 1}))
		case f.Kind() == reflect.Slice:
			f.Set(reflect.ValueOf([]string{"http://a/?x=1&y", ""}))
		case f.Kind() == reflect.Pointer:
			f.Set(reflect.New(f.Type().Elem()))
			setAll(f.Elem(), n)
		}
	}
}

// TestEveryFieldOfAPageIsReadInOnePass: one that is added to Page or Facts and
// not to decodePage is read slowly, and shows here.
func TestEveryFieldOfAPageIsReadInOnePass(t *testing.T) {
	for n := range 4 {
		var want Page
		setAll(reflect.ValueOf(&want).Elem(), n)
		v, err := json.Marshal(&want)
		if err != nil {
			t.Fatal(err)
		}
		members, ok := split(nil, v)
		var got Page
		if !ok || !got.take(members) {
			t.Fatalf("%s is not read in one pass", v)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("(-want +got):\n%s", d)
		}
	}
}

var pageRecords = []string{
	`{}`, `{"url":"http://a/","last_run":1,"last_seq":0,"last_at":"2025-01-17T14:03:22Z","last_outcome":"ok"}`,
	`{"url":"http://a/?a=1\u0026b","status":200,"read":{"parser":"p","kind":"k","text":"","body":"","findings":{"a":2}}}`,
	`{"url":null}`, `{"read":null}`, `{"status":007}`, `{"status":+7}`, `{"status":1.0}`, `{"last_seq":65536}`, `{"last_run":-1}`, `{"change":-1}`,
	`{"URL":"x"}`, `{"new":1}`, `{"url":"a","url":"b"}`, `{"read":{"kind":"a"},"read":{"parser":"b"}}`, `{"first_seen":"never"}`, `{"url":"\x"}`, `[1]`, `{`,
}

// TestPagesAreReadAlike: as the JSON decoder reads them.
func TestPagesAreReadAlike(t *testing.T) {
	for _, text := range pageRecords {
		pageAlike(t, []byte(text))
	}
}

func pageAlike(t *testing.T, v []byte) {
	t.Helper()
	var want Page
	wantErr := json.Unmarshal(v, &want)
	got, err := decodePage(v)
	if (err == nil) != (wantErr == nil) {
		t.Errorf("%q: %v, and the decoder says %v", v, err, wantErr)
		return
	}
	if err == nil {
		if d := cmp.Diff(&want, got); d != "" {
			t.Errorf("%q (-want +got):\n%s", v, d)
		}
	}
}

func FuzzDecodePage(f *testing.F) {
	for _, text := range pageRecords {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, v []byte) { pageAlike(t, v) })
}

// BenchmarkDecodePage reads the record of a page as a crawl leaves it.
func BenchmarkDecodePage(b *testing.B) {
	sha := "9f2c4e0a1b7d3c589f2c4e0a1b7d3c589f2c4e0a1b7d3c589f2c4e0a1b7d3c58"
	v, err := json.Marshal(&Page{
		URL: "http://www.example.gov.cn/zfxxgk/nb/202501/t20250117_1.html", Portal: "石龙区人民政府", Region: "河南省/平顶山市/石龙区",
		FirstSeen: day0, FetchedAt: day0, ChangedAt: day0, Versions: 1, Status: 200, MediaType: "text/html", RawSHA256: sha,
		LastModified: "Fri, 17 Jan 2025 08:00:00 GMT", LastRun: 1, LastAt: day0, LastOutcome: OK, Change: 12345,
		Read: &Facts{Parser: "2026.11.1", Kind: "annual_report", Agency: "石龙区城乡建设和交通运输局", Title: "2024年政府信息公开工作年度报告",
			Template: "2021", ContentSHA256: sha, Year: 2024, PublishedOn: "2025-01-17", Copies: 1, Cells: 200, Text: sha, Body: sha},
	})
	if err != nil {
		b.Fatal(err)
	}
	b.Run("in one pass", func(b *testing.B) {
		for b.Loop() {
			if _, err := decodePage(v); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("by the decoder", func(b *testing.B) {
		for b.Loop() {
			var p Page
			if err := json.Unmarshal(v, &p); err != nil {
				b.Fatal(err)
			}
		}
	})
}
