package charset

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
)

const (
	plain       = "一、总体情况：2024年，区政府办公室主动公开政府信息64条。"
	traditional = "一、總體情況：2024年，區政府辦公室主動公開政府信息64條。"
)

// encoded returns s in enc.
func encoded(t testing.TB, enc encoding.Encoding, s string) string {
	t.Helper()
	out, err := enc.NewEncoder().String(s)
	if err != nil {
		t.Fatalf("encode %q: %v", s, err)
	}
	return out
}

func utf16(order unicode.Endianness, mark unicode.BOMPolicy) encoding.Encoding {
	return unicode.UTF16(order, mark)
}

func TestDecodeBelievesBytesBeforeLabels(t *testing.T) {
	gb := func(s string) string { return encoded(t, simplifiedchinese.GB18030, s) }
	big5 := func(s string) string { return encoded(t, traditionalchinese.Big5, s) }
	meta := func(label string) string { return `<html><head><meta charset="` + label + `"></head>` }
	le := encoded(t, utf16(unicode.LittleEndian, unicode.IgnoreBOM), meta("utf-16")+plain)
	be := encoded(t, utf16(unicode.BigEndian, unicode.IgnoreBOM), meta("utf-16")+plain)
	rare := "负责人：朱镕基、𠮷田䶮" // outside GB 2312, and in four bytes

	tests := []struct {
		name, body, declared string
		want                 Decoded
	}{
		{"empty", "", "", Decoded{Name: "utf-8"}},
		{"ascii", "<p>a</p>", "", Decoded{"<p>a</p>", "utf-8", false}},
		{"ascii keeps its label", "<p>a</p>", "GB2312", Decoded{"<p>a</p>", "gb18030", false}},
		{"ascii is not utf-16", "<p>a</p>", "utf-16", Decoded{"<p>a</p>", "utf-8", false}},
		{"utf-8 undeclared", plain, "", Decoded{plain, "utf-8", false}},
		{"utf-8 declared gb2312", plain, "gb2312", Decoded{plain, "utf-8", false}},
		{"utf-8 meta gb2312", meta("gb2312") + plain, "", Decoded{meta("gb2312") + plain, "utf-8", false}},
		{"utf-8 declared latin-1", plain, "ISO-8859-1", Decoded{plain, "utf-8", false}},
		{"utf-8 sign under gb label", "© 2024 a", "gbk", Decoded{"© 2024 a", "utf-8", false}},
		{"utf-8 mark", "\xEF\xBB\xBF" + plain, "gbk", Decoded{plain, "utf-8", false}},
		{"utf-8 mark twice", "\xEF\xBB\xBF\xEF\xBB\xBF" + plain, "", Decoded{plain, "utf-8", false}},
		{"utf-8 mark of an include before gbk", "\xEF\xBB\xBF" + gb(plain), "", Decoded{plain, "gb18030", false}},
		{"gbk undeclared", gb(plain), "", Decoded{plain, "gb18030", false}},
		{"gbk declared utf-8", gb(plain), "utf-8", Decoded{plain, "gb18030", false}},
		{"gbk declared latin-1", gb(plain), "iso-8859-1", Decoded{plain, "gb18030", false}},
		{"gbk declared big5", gb(plain), "big5", Decoded{plain, "gb18030", false}},
		{"gbk meta utf-8", meta("utf-8") + gb(plain), "", Decoded{meta("utf-8") + plain, "gb18030", false}},
		{"gbk declared chinese", gb(plain), "chinese", Decoded{plain, "gb18030", false}},
		{"gbk declared hz", gb(plain), "hz-gb-2312", Decoded{plain, "gb18030", false}},
		{"gbk label unknown", gb(plain), "x-nonsense", Decoded{plain, "gb18030", false}},
		{"gb18030 rare characters under gb2312", gb(rare), "gb2312", Decoded{rare, "gb18030", false}},
		{"gbk short, valid utf-8 by accident", gb("联系 移动"), "gbk", Decoded{"联系 移动", "gb18030", false}},
		{"gbk traditional", gb(traditional), "", Decoded{traditional, "gb18030", false}},
		{"big5 declared", big5(traditional), "Big5", Decoded{traditional, "big5", false}},
		{"big5 meta", meta("big5") + big5(traditional), "", Decoded{meta("big5") + traditional, "big5", false}},
		{"big5 undeclared", big5(traditional), "", Decoded{traditional, "big5", false}},
		{"big5 declared utf-8", meta("utf-8") + big5(traditional), "utf-8", Decoded{meta("utf-8") + traditional, "big5", false}},
		{"latin-1 declared", "caf\xe9 d\xe9j\xe0", "iso-8859-1", Decoded{"café déjà", "windows-1252", false}},
		{"shift_jis declared", encoded(t, japanese.ShiftJIS, "これは"), "shift_jis", Decoded{"これは", "shift_jis", false}},
		{"utf-16le mark", "\xFF\xFE" + le, "", Decoded{meta("utf-16") + plain, "utf-16le", false}},
		{"utf-16be mark", "\xFE\xFF" + be, "gbk", Decoded{meta("utf-16") + plain, "utf-16be", false}},
		{"utf-16le sniffed", le, "", Decoded{meta("utf-16") + plain, "utf-16le", false}},
		{"utf-16be sniffed", be, "utf-8", Decoded{meta("utf-16") + plain, "utf-16be", false}},
		{"utf-16 declared without ascii", encoded(t, utf16(unicode.LittleEndian, unicode.IgnoreBOM), "政府信息公开"), "utf-16le",
			Decoded{"政府信息公开", "utf-16le", false}},
		{"gbk declared utf-16", gb("政府信息公开"), "utf-16", Decoded{"政府信息公开", "gb18030", false}},
		{"stray NUL", "政府\x00信息", "", Decoded{"政府信息", "utf-8", false}},
		{"stray NUL in gbk", gb(plain) + "\x00\x00" + gb(plain), "", Decoded{plain + plain, "gb18030", false}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, Decode([]byte(tt.body), tt.declared)); diff != "" {
				t.Errorf("Decode (-want +got):\n%s", diff)
			}
		})
	}
}

func TestDecodeOfMixedBytesTakesTheCharsetOfMost(t *testing.T) {
	gb := func(s string) string { return encoded(t, simplifiedchinese.GB18030, s) }
	long := strings.Repeat(plain+"\n", 5)
	tests := []struct {
		name, body, declared, charset string
		holds                         string
		lossy                         bool
	}{
		{"utf-8 with a bad byte", long + "\xFF" + long, "", "utf-8", long, true},
		{"utf-8 with a bad byte, declared gbk", long + "\x81" + long, "gbk", "utf-8", long, true},
		{"utf-8 cut inside a character", long[:len(long)-2], "", "utf-8", plain, true},
		{"short utf-8 with a bad byte", "政府信\x80息公开", "", "utf-8", "息公开", true},
		{"utf-8 with a gbk fragment", long + gb("版权所有") + "</p>" + long, "", "utf-8", "</p>" + long, true},
		{"gbk with a utf-8 fragment", gb(long) + "信息" + "<br>" + gb(long), "", "gb18030", long, false},
		{"gbk with a bad byte", gb(long) + "\xFF" + gb(long), "", "gb18030", long, true},
		{"gbk with a bad byte, declared latin-1", gb(long) + "\xFF" + gb(long), "latin1", "gb18030", long, true},
		{"gbk cut inside a character", gb(long[:len(long)-1]) + "\xC4", "", "gb18030", plain, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := Decode([]byte(tt.body), tt.declared)
			if got.Name != tt.charset || got.Lossy != tt.lossy || !strings.Contains(got.Text, tt.holds) {
				t.Errorf("Decode = %q, lossy %v, text %q", got.Name, got.Lossy, got.Text)
			}
		})
	}
}

func TestMojibakeIsNotRepaired(t *testing.T) {
	const garbled = "鏀垮簻淇℃伅"
	if got := Decode([]byte(garbled), ""); got.Text != garbled || got.Lossy {
		t.Errorf("Decode = %+v", got)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(plain), "")
	f.Add([]byte("\xFF\xFEa\x00"), "utf-8")
	f.Add([]byte(encoded(f, simplifiedchinese.GB18030, plain)), "gb2312")
	f.Add([]byte("<?xml encoding='big5'?>\xA4\xA4"), "")
	f.Add([]byte("<meta charset=gbk>\x84\x31\xFE\x30"), "utf-16be")
	f.Fuzz(func(t *testing.T, body []byte, declared string) {
		d := Decode(body, declared)
		if !utf8.ValidString(d.Text) || strings.ContainsRune(d.Text, 0) {
			t.Errorf("text is not clean: %q", d.Text)
		}
		if d.Name == "" || d.Name != strings.ToLower(d.Name) {
			t.Errorf("name %q", d.Name)
		}
		if d.Lossy && !strings.Contains(d.Text, replacement) {
			t.Error("lossy without a replacement character")
		}
		if len(d.Text) > 3*len(body) {
			t.Errorf("%d bytes became %d", len(body), len(d.Text))
		}
	})
}

func BenchmarkDecode(b *testing.B) {
	page := strings.Repeat("<p class=\"MsoNormal\">"+plain+"</p>\n", 2000)
	noise := make([]byte, 1<<20)
	x := uint32(1)
	for i := range noise {
		x = x*1664525 + 1013904223
		noise[i] = byte(x >> 24)
	}
	for name, body := range map[string][]byte{
		"utf8":   []byte(page),
		"gbk":    []byte(encoded(b, simplifiedchinese.GB18030, page)),
		"binary": noise,
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(body)))
			b.ReportAllocs()
			for b.Loop() {
				Decode(body, "")
			}
		})
	}
}

func FuzzIsUTF8AsTheStandardLibraryHasIt(f *testing.F) {
	for _, s := range []string{"", "a甲b", "\xe7\x94", "甲\xe7\x94", "\xe4\xb8", "\xe4\x38\x80", "\xed\xa0\x80", "\xe0\x80\x80", "\xf0\x9f\x98\x80", "\xf4\x90\x80\x80", "\xc0\x80", "\xff", "\uFFFD甲", "\xe9\xbf\xbf\x80"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if got, want := isUTF8(b), utf8.Valid(b); got != want {
			t.Errorf("%q is UTF-8: %v, want %v", b, got, want)
		}
	})
}
