package charset

import (
	"strings"
	"testing"
)

func TestMetaLabelReadsWhatThePageSaysFirst(t *testing.T) {
	tests := []struct{ name, head, want string }{
		{"charset attribute", `<meta charset="gb2312">`, "gb18030"},
		{"unquoted", `<META CHARSET=UTF-8 />`, "utf-8"},
		{"http-equiv", `<meta http-equiv="Content-Type" content="text/html; charset=gb2312">`, "gb18030"},
		{"http-equiv, content first", `<meta content='text/html;charset = "big5"' http-equiv=content-type>`, "big5"},
		{"spaces and upper case", `<meta http-equiv = "CONTENT-TYPE" content = "text/html; CHARSET: GBK ">`, "gb18030"},
		{"xml prolog", `<?xml version="1.0" encoding="gb2312"?><list/>`, "gb18030"},
		{"prolog goes before meta", `<?xml version='1.0' encoding='utf-8' ?><meta charset=gbk>`, "utf-8"},
		{"first known wins", `<meta charset=nonsense><meta charset=gbk><meta charset=utf-8>`, "gb18030"},
		{"utf-16 in ascii is a lie", `<meta charset=utf-16>`, "utf-8"},
		{"in a comment", `<!-- <meta charset=gbk> --><p>`, ""},
		{"in a script", `<script>var a = '<meta charset=gbk>'</script>`, ""},
		{"description is no label", `<meta name="description" content="charset=gbk">`, ""},
		{"content without equiv", `<meta content="text/html; charset=gbk">`, ""},
		{"far down", strings.Repeat(" ", prescan) + `<meta charset=gbk>`, ""},
		{"cut tag", `<meta charset="gbk`, ""},
		{"overlong label", `<meta charset="gb` + strings.Repeat("2", 100) + `">`, ""},
		{"none", `<html><p>charset=gbk`, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := metaLabel([]byte(tt.head)).name; got != tt.want {
				t.Errorf("metaLabel = %q, want %q", got, tt.want)
			}
		})
	}
}

func FuzzMetaLabel(f *testing.F) {
	f.Add([]byte(`<meta http-equiv="Content-Type" content="text/html; charset=gb2312">`))
	f.Add([]byte(`<?xml encoding="`))
	f.Add([]byte("<meta \x00=charset charset"))
	f.Fuzz(func(t *testing.T, head []byte) {
		if l := metaLabel(head); l.class != none && (l.name == "" || l.encoding == nil) {
			t.Errorf("half a label: %+v", l)
		}
	})
}
