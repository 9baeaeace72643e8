package search

import (
	"strings"
	"testing"
)

// TestWordsAreMarkedWhereTheyStand looks words up that are printed otherwise
// than they are typed.
func TestWordsAreMarkedWhereTheyStand(t *testing.T) {
	for _, c := range []struct{ query, text, want string }{
		{"公开", "主动公开政府信息", "主动[公开]政府信息"},
		{"公开", "公 开，公\n开", "[公 开]，[公\n开]"},
		{"公开", "主動公開", "主動[公開]"},
		{"abc 12", "ＡＢＣ与１２件", "[ＡＢＣ]与[１２]件"},
		{"公开 开政", "公开政府", "[公开政]府"},
		{"x", "公开", "公开"},
		{"开", "开", "[开]"},
		{"", "公开", "公开"},
		{"ffi", "oﬃce", "o[ﬃ]ce"},
		{"fi", "oﬃce", "o[ﬃ]ce"},
	} {
		var b strings.Builder
		q := Query{Text: c.query}
		for _, p := range q.Mark(c.text) {
			if p.Hit {
				b.WriteString("[" + p.Text + "]")
			} else {
				b.WriteString(p.Text)
			}
		}
		if b.String() != c.want {
			t.Errorf("%q in %q: %q, want %q", c.query, c.text, b.String(), c.want)
		}
	}
}

// FuzzMark holds that marking a text loses none of it, whatever is asked.
func FuzzMark(f *testing.F) {
	f.Add("公开", "主动公开政府信息")
	f.Add("ﬃ fi", "oﬃce\xff①㈠")
	f.Add("-a \"", "")
	f.Fuzz(func(t *testing.T, query, text string) {
		q := Query{Text: query}
		var b strings.Builder
		for _, p := range q.Mark(text) {
			b.WriteString(p.Text)
		}
		if b.String() != text {
			t.Errorf("%q became %q", text, b.String())
		}
		q.Snippet(text, query)
		if m := q.match(); strings.Count(m, `"`)%2 != 0 {
			t.Errorf("match %s", m)
		}
	})
}

// TestNumbersAreWhole takes numbers out of texts as they are printed.
func TestNumbersAreWhole(t *testing.T) {
	for text, want := range map[string]string{
		"2024年度，共1,234件": "2024 1234", "２０２４年": "2024", "20240117": "20240117",
		"2022,2023,2024年": "2022 2023 2024", "1,234,567元": "1234567", "120,1300": "120 1300",
		"第12345号、120": "12345 120", "12": "", "1,234.50万元": "1234",
	} {
		p := plainOf(text)
		if got := strings.Join(p.numbers, " "); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}
