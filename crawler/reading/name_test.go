package reading

import (
	"net/http"
	"strings"
	"testing"

	"nianbao/store"
)

func TestANameIsReadFromAnyWayServersWriteIt(t *testing.T) {
	const want = "2024年年报.pdf"
	gbk := "2024\xc4\xea\xc4\xea\xb1\xa8.pdf" // a capture keeps bytes that are no UTF-8 as U+0080 to U+00FF
	var kept strings.Builder
	for i := range len(gbk) {
		kept.WriteRune(rune(gbk[i]))
	}
	for name, header := range map[string]string{
		"extended":             `attachment; filename*=UTF-8''2024%E5%B9%B4%E5%B9%B4%E6%8A%A5.pdf`,
		"extended, in GBK":     `attachment; filename*=GBK''2024%C4%EA%C4%EA%B1%A8.pdf`,
		"both":                 `attachment; filename="2024.pdf"; filename*=utf-8'zh'2024%E5%B9%B4%E5%B9%B4%E6%8A%A5.pdf`,
		"bare UTF-8":           `attachment;filename=` + want,
		"quoted UTF-8":         `attachment; filename="` + want + `"; size=12`,
		"bare GBK":             `attachment; filename="` + kept.String() + `"`,
		"percent-escapes":      `inline; FileName="2024%E5%B9%B4%E5%B9%B4%E6%8A%A5.pdf"`,
		"percent-escaped GBK":  `attachment; filename=2024%C4%EA%C4%EA%B1%A8.pdf`,
		"RFC 2047":             `attachment; filename="=?UTF-8?B?MjAyNOW5tOW5tOaKpS5wZGY=?="`,
		"RFC 2047 in GBK":      `attachment; filename="=?gb2312?B?MjAyNMTqxOqxqC5wZGY=?="`,
		"a path of Windows":    `attachment; filename="D:\upload\` + want + `"`,
		"a path that climbs":   `attachment; filename="../../` + want + `"`,
		"control characters":   "attachment; filename=\"2024年\x01年报.pdf\"",
		"without a word first": `; filename=` + want,
	} {
		t.Run(name, func(t *testing.T) {
			c := store.Capture{ResponseHeaders: http.Header{"Content-Disposition": {header}}}
			if got := fileName(&c); got != want {
				t.Errorf("%q is read off %q", got, header)
			}
		})
	}
}

func TestWhatNamesNoFileGivesNone(t *testing.T) {
	for _, header := range []string{"", "inline", "attachment;", `attachment; filename=""`, "attachment; filename=/", "attachment; filename*=UTF-8", "attachment; filename*=UTF-8''%zz", ";;;==;"} {
		c := store.Capture{ResponseHeaders: http.Header{"Content-Disposition": {header}}}
		if got := fileName(&c); got != "" {
			t.Errorf("%q is read off %q", got, header)
		}
	}
}

func FuzzName(f *testing.F) {
	f.Add(`attachment; filename="a\"b.pdf"; filename*=UTF-8''%E5%B9%B4`)
	f.Add("attachment; filename==?gb2312?B?MjAy?=")
	f.Fuzz(func(t *testing.T, header string) {
		c := store.Capture{ResponseHeaders: http.Header{"Content-Disposition": {header}}}
		if got := fileName(&c); len([]rune(got)) > maxName || strings.ContainsAny(got, "/\\\x00\n") {
			t.Errorf("%q is read off %q", got, header)
		}
	})
}
