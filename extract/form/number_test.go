package form

import (
	"encoding/json"
	"strings"
	"testing"
)

func shown(n *Number) string {
	if n == nil {
		return "null"
	}
	return string(*n)
}

func TestReadCellKeepsNumbersAsPrinted(t *testing.T) {
	for _, c := range []struct {
		raw, want string
	}{
		{"0", "0"}, {"12", "12"}, {" 12 ", "12"}, {"\n12\n", "12"}, {"　7　", "7"}, {"7\u00a0", "7"}, {"\u200b7", "7"},
		{"007", "7"}, {"00", "0"}, {"0.00", "0.00"}, {"0.3100", "0.3100"}, {"1.2345", "1.2345"}, {".5", "0.5"},
		{"１２", "12"}, {"０．５", "0.5"}, {"1,234", "1234"}, {"1, 2 3 4 , 5 67", "1234567"}, {"1 ,234", "1234"}, {"12 ， 3 45", "12345"}, {"1，234", "1234"}, {"1,234,567.80", "1234567.80"},
		{"1 2", "12"}, {"1 234", "1234"}, {"3 4 5", "345"},
	} {
		got := ReadCell(c.raw, false, 0)
		if shown(got.Value) != c.want || got.State != Plain {
			t.Errorf("ReadCell(%q) = %s, %q; want %s, plain", c.raw, shown(got.Value), got.State, c.want)
		}
	}
}

func TestReadCellTellsStates(t *testing.T) {
	for _, c := range []struct {
		raw, want string
		state     State
	}{
		{"", "null", Blank}, {" \u00a0\u3000\t\n", "null", Blank}, {"\ufeff", "null", Blank},
		{"/", "null", Dash}, {"／", "null", Dash}, {"-", "null", Dash}, {"—", "null", Dash}, {"——", "null", Dash}, {"－", "null", Dash},
		{"- -", "null", Dash}, {"‑", "null", Dash}, {"无", "null", Dash}, {"無", "null", Dash}, {"\\", "null", Dash},
		{"22①", "22", Annotated}, {"22（其中修订16件）", "22", Annotated}, {"22(其中修订16件)", "22", Annotated},
		{"22（其中修订16件", "22", Annotated}, {"22 [注1]", "22", Annotated}, {"22*", "22", Annotated}, {"22，其中修订16件", "22", Annotated},
		{"22其中修订16件", "22", Annotated}, {"22件（其中修订16件）", "22", Annotated}, {"22（其中修订16件）件", "22", Annotated},
		{"+3", "3", Signed}, {"--253", "-253", Signed}, {"-3", "-3", Signed}, {"－3", "-3", Signed}, {"−3", "-3", Signed}, {"–3", "-3", Signed},
		{"- 3", "-3", Signed}, {"-0", "0", Signed}, {"+0.5", "0.5", Signed},
		{"3件", "3", Unit}, {"3 件", "3", Unit}, {"120人次", "120", Unit}, {"1,200条", "1200", Unit},
		{"1.2.3", "null", Text}, {"1\n2", "null", Text}, {"12\n34", "null", Text}, {"约5", "null", Text}, {"零", "null", Text}, {"三", "null", Text},
		{"5左右", "null", Text}, {"5、6", "null", Text}, {"5/6", "null", Text}, {"3-5", "null", Text}, {"5+6", "null", Text}, {"12,34", "null", Text},
		{"1234,567", "null", Text}, {"1 , 2", "null", Text}, {"1, 23", "null", Text}, {"1 ,2345", "null", Text}, {"1,2345", "null", Text}, {"2023年", "null", Text}, {"12月", "null", Text}, {"5%", "null", Text}, {"5‰", "null", Text},
		{"1e5", "null", Text}, {"0x1f", "null", Text}, {"-3-", "null", Text}, {"— 4 —", "null", Text}, {"+-3", "null", Text}, {"（5）", "null", Text},
		{"3万", "null", Text}, {"3万件", "null", Text}, {"3（4）5", "null", Text}, {"①", "null", Text}, {"详见附件", "null", Text}, {"1.", "null", Text},
		{"5,", "null", Text}, {"NaN", "null", Text}, {"∞", "null", Text}, {strings.Repeat("9", 200), "null", Text},
	} {
		got := ReadCell(c.raw, false, 0)
		if shown(got.Value) != c.want || got.State != c.state {
			t.Errorf("ReadCell(%q) = %s, %q; want %s, %q", c.raw, shown(got.Value), got.State, c.want, c.state)
		}
		if want := strings.TrimSpace(c.raw); got.Raw != want {
			t.Errorf("ReadCell(%q) keeps %q of it, want %q", c.raw, got.Raw, want)
		}
	}
}

func TestReadCellTakesMoneyToTenThousands(t *testing.T) {
	const wan, yuan = 0, -4
	for _, c := range []struct {
		raw    string
		header int
		want   string
		state  State
	}{
		{"25.1", wan, "25.1", Plain}, {"３ ２． ０６７ ５", wan, "32.0675", Plain}, {"32 .5", wan, "32.5", Plain}, {"1. 2. 3", wan, "null", Text}, {"3. ", wan, "null", Text}, {"0.00", wan, "0.00", Plain}, {"251000元", wan, "25.1", Unit}, {"25.1万元", wan, "25.1", Unit},
		{"25.1 万", wan, "25.1", Unit}, {"1.2亿元", wan, "12000", Unit}, {"3千元", wan, "0.3", Unit}, {"0元", wan, "0", Unit},
		{"1,251,000.55元", wan, "125.100055", Unit}, {"-251000元", wan, "-25.1", Unit},
		{"251000", yuan, "25.1", Unit}, {"25.1万元", yuan, "25.1", Unit}, {"251000元", yuan, "25.1", Unit}, {"0", yuan, "0", Unit}, {"5", yuan, "0.0005", Unit},
		{"/", yuan, "null", Dash}, {"", yuan, "null", Blank}, {"251000元（含往年）", wan, "25.1", Annotated},
		{"3件", wan, "null", Text}, {"25美元", wan, "null", Text}, {"￥25", wan, "null", Text},
	} {
		got := ReadCell(c.raw, true, c.header)
		if shown(got.Value) != c.want || got.State != c.state {
			t.Errorf("ReadCell(%q, money, %d) = %s, %q; want %s, %q", c.raw, c.header, shown(got.Value), got.State, c.want, c.state)
		}
	}
}

// A cell that begins with a figure is a value, unless the figure is the
// ordinal of a label.
func TestCountableTellsValuesFromLabels(t *testing.T) {
	for _, s := range []string{"", " ", "/", "—", "无", "0", "12", "１２", "1,234", "+3", "--253", "22①", "22（其中16件）", "3件", "25.1万元", "1.2.3", "1\n2", "-3-", "3/4"} {
		if !Countable(s) {
			t.Errorf("%q is read as a label", s)
		}
	}
	for _, s := range []string{"规章", "1.属于国家秘密", "1、属于国家秘密", "2. 重复申请", "3.其他", "3其他", "１．属于国家秘密", "（1）重复申请", "1)重复申请", "①重复申请",
		"1.1主动公开政府信息数", "2023年", "约5", "一、本年新收", "3:其他"} {
		if Countable(s) {
			t.Errorf("%q is read as a value", s)
		}
	}
}

func TestNumberKeepsItsDigitsInJSON(t *testing.T) {
	in := `{"issued":0.3100,"repealed":null,"in_force":-12}`
	var cells map[string]*Number
	if err := json.Unmarshal([]byte(in), &cells); err != nil {
		t.Fatal(err)
	}
	if got := shown(cells["issued"]); got != "0.3100" {
		t.Errorf("0.3100 came back as %s", got)
	}
	out, err := json.Marshal(cells["issued"])
	if err != nil || string(out) != "0.3100" {
		t.Errorf("0.3100 is written %s, %v", out, err)
	}
	if cells["repealed"] != nil {
		t.Errorf("null came back as %s", shown(cells["repealed"]))
	}
	if err := new(Number).UnmarshalJSON([]byte(`"twelve"`)); err == nil {
		t.Error("a word is taken for a number")
	}
}

func FuzzReadCell(f *testing.F) {
	for _, s := range []string{"", "0", "1,234", "22（其中修订16件）", "--253", "251000元", "1.2.3", "1\n2", "／", "０．５", "5 %", "22①", strings.Repeat("9", 60)} {
		f.Add(s, true, -4)
		f.Add(s, false, 0)
	}
	f.Fuzz(func(t *testing.T, text string, money bool, shift int) {
		if shift < -4 || shift > 4 {
			return
		}
		r := ReadCell(text, money, shift)
		switch r.State {
		case Plain, Annotated, Signed, Unit:
			if r.Value == nil {
				t.Fatalf("%q is %q without a number", text, r.State)
			}
		case Blank, Dash, Text:
			if r.Value != nil {
				t.Fatalf("%q is %q with the number %s", text, r.State, *r.Value)
			}
		}
		if r.Value == nil {
			return
		}
		if !json.Valid([]byte(*r.Value)) {
			t.Fatalf("%q gives %s, which is no JSON number", text, *r.Value)
		}
		if !Countable(text) {
			t.Fatalf("%q gives %s but is no value cell", text, *r.Value)
		}
	})
}
