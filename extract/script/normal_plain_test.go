package script

import "testing"

func FuzzNormalIsTheSameByTheShortWay(f *testing.F) {
	for _, s := range []string{"", "2024年，共收到申请１，２３４件（含上年结转0件）。", "-5 .5 1.5 1. 5 －５ ５．５", "乾县 乾縣 一目瞭然", "〇〆々①㎡", "A Ｂ\u0301c１\u0301", "\xff三\x00", "·—…“”", "-１.２"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got, ok := normalPlain(s); ok && got != normalAny(s) {
			t.Errorf("Normal(%q) is %q the short way, %q the long way", s, got, normalAny(s))
		}
		if _, n := StripAnnotations(s); n > 0 && !MayBeAnnotated(s) {
			t.Errorf("%q has %d annotations, and may have none", s, n)
		}
	})
}
