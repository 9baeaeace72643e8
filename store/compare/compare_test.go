package compare

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nianbao/store/export"
)

// report decodes a report line.
func report(t testing.TB, line string) *export.Report {
	t.Helper()
	var r export.Report
	if err := json.Unmarshal([]byte(line), &r); err != nil {
		t.Fatal(err)
	}
	return &r
}

const oldLine = `{"id":"0000000000000001","url":"http://a/1","versions":1,"changed_at":"2025-01-17T14:03:22Z","parser":"p1","kind":"annual_report",
"title":"甲局2024年年报","agency":"甲局","year":2024,"template":"2021","templates":{"disclosure":"2021","applications":"2021"},"copies":1,
"sections":[{"number":1,"ordinal":"一","heading":"总体情况","text":"第一句。第二句；第三句。\n第四句（“引文。”）接着。"},{"number":2,"ordinal":"二","heading":"主动公开","text":"甲。乙。"}],
"tables":{"disclosure":{"regulations":{"issued":1,"repealed":0,"in_force":7},"fees":{"amount_wan":562.0678}},"applications":{"new_received":{"natural_person":3,"commercial":null}}},
"cell_notes":[{"table":"applications","row":"new_received","column":"commercial","raw":"","state":"blank"}],
"attachments":[{"url":"http://a/1.pdf","name":"附件","sha256":"aa","media_type":"application/pdf"}],
"findings":[{"rule":"cell.blank","severity":"info","table":"applications","row":"new_received","columns":["commercial"],"message":"blank"},
{"rule":"text.borrowed","severity":"info","other":"0000000000000009","message":"also there"}]}`

const newLine = `{"id":"0000000000000001","url":"http://a/1","versions":2,"changed_at":"2025-02-17T14:03:22Z","parser":"p1","kind":"annual_report",
"title":"甲局2024年年度报告","agency":"甲局","year":2024,"template":"2021","templates":{"disclosure":"2021","applications":"2021"},"copies":1,
"sections":[{"number":1,"ordinal":"一","heading":"总体情况","text":"第一句。第二句改了；第三句。\n第四句（“引文。”）接着。"},{"number":2,"ordinal":"二","heading":"主动公开","text":"甲。乙。丙。"}],
"tables":{"disclosure":{"regulations":{"issued":2,"repealed":0,"in_force":7}},"applications":{"new_received":{"natural_person":3,"commercial":4},"total":{"total":7}}},
"cell_notes":[],"attachments":[],
"findings":[{"rule":"applications.row_sum","severity":"error","table":"applications","row":"total","message":"sum"}]}`

func TestWhatTwoVersionsSayOtherwise(t *testing.T) {
	d := Reports(report(t, oldLine), report(t, newLine))
	got, err := json.Marshal(struct {
		F any `json:"fields"`
		T any `json:"text"`
		C any `json:"cells"`
		N any `json:"findings"`
		A any `json:"attachments"`
	}{d.Fields, d.Text, d.Cells, d.Findings, d.Attachments})
	if err != nil {
		t.Fatal(err)
	}
	want := `{"fields":[{"field":"title","old":"甲局2024年年报","new":"甲局2024年年度报告"}],` +
		`"text":[{"section":"一、总体情况","lines":[{"sign":" ","text":"第一句。"},{"sign":"-","text":"第二句；"},{"sign":"+","text":"第二句改了；"},{"sign":" ","text":"第三句。"}]},` +
		`{"section":"二、主动公开","lines":[{"sign":" ","text":"乙。"},{"sign":"+","text":"丙。"}]}],` +
		`"cells":[{"table":"disclosure","row":"regulations","column":"issued","table_label":"主动公开政府信息情况","row_label":"规章","column_label":"本年制发件数","old":1,"new":2,"old_state":"","new_state":"","old_raw":"","new_raw":""},` +
		`{"table":"disclosure","row":"fees","column":"amount_wan","table_label":"主动公开政府信息情况","row_label":"行政事业性收费","column_label":"本年收费金额（单位：万元）","old":562.0678,"new":null,"old_state":"","new_state":"absent","old_raw":"","new_raw":""},` +
		`{"table":"applications","row":"new_received","column":"commercial","table_label":"收到和处理政府信息公开申请情况","row_label":"本年新收政府信息公开申请数量","column_label":"商业企业","old":null,"new":4,"old_state":"blank","new_state":"","old_raw":"","new_raw":""},` +
		`{"table":"applications","row":"total","column":"total","table_label":"收到和处理政府信息公开申请情况","row_label":"总计","column_label":"总计","old":null,"new":7,"old_state":"absent","new_state":"","old_raw":"","new_raw":""}],` +
		`"findings":[{"sign":"+","rule":"applications.row_sum","severity":"error","table":"applications","row":"total","message":"sum"},` +
		`{"sign":"-","rule":"cell.blank","severity":"info","table":"applications","row":"new_received","columns":["commercial"],"message":"blank"}],` +
		`"attachments":[{"sign":"-","name":"附件","url":"http://a/1.pdf","sha256":"aa"}]}`
	if d := cmp.Diff(want, string(got)); d != "" {
		t.Errorf("difference (-want +got):\n%s", d)
	}
	if d.Same || d.Old.Version != 1 || d.New.Version != 2 || *d.New.ChangedAt != "2025-02-17T14:03:22Z" {
		t.Errorf("sides: %+v, %+v, same %v", d.Old, d.New, d.Same)
	}
	if d := Reports(report(t, oldLine), report(t, oldLine)); !d.Same {
		t.Errorf("a report differs from itself: %+v", d)
	}
	other := report(t, strings.Replace(oldLine, "0000000000000001", "0000000000000002", 1))
	other.Findings = other.Findings[:1]
	if d := Reports(report(t, oldLine), other); len(d.Findings) != 1 || d.Findings[0].Rule != "text.borrowed" {
		t.Errorf("two reports: findings %+v", d.Findings)
	}
}

// TestEditIsShortAndTrue compares random texts: taking the edits back must give
// both, and there must be as few as a table of all prefixes finds.
func TestEditIsShortAndTrue(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for range 400 {
		random := func() (out []sentence) {
			for range r.IntN(14) {
				out = append(out, sentence{"s", fmt.Sprint(r.IntN(4))})
			}
			return out
		}
		a, b := random(), random()
		var old, now []sentence
		edits := 0
		for _, s := range edit(a, b) {
			if s.sign != Gained {
				old = append(old, s.sentence)
			}
			if s.sign != Lost {
				now = append(now, s.sentence)
			}
			if s.sign != Kept {
				edits++
			}
		}
		if fmt.Sprint(old) != fmt.Sprint(a) || fmt.Sprint(now) != fmt.Sprint(b) {
			t.Fatalf("%v to %v: edits give %v and %v", a, b, old, now)
		}
		if want := len(a) + len(b) - 2*common(a, b); edits != want {
			t.Fatalf("%v to %v: %d edits, %d are enough", a, b, edits, want)
		}
	}
}

// common is the length of the longest common subsequence.
func common(a, b []sentence) int {
	table := make([][]int, len(a)+1)
	table[0] = make([]int, len(b)+1)
	for i := range a {
		table[i+1] = make([]int, len(b)+1)
		for j := range b {
			if a[i] == b[j] {
				table[i+1][j+1] = table[i][j] + 1
			} else {
				table[i+1][j+1] = max(table[i][j+1], table[i+1][j])
			}
		}
	}
	return table[len(a)][len(b)]
}

func TestTextsWithNothingInCommonEnd(t *testing.T) {
	var a, b []sentence
	for i := range 50_000 {
		a = append(a, sentence{"s", fmt.Sprint("a", i)})
		b = append(b, sentence{"s", fmt.Sprint("b", i)})
	}
	if steps := edit(a, b); len(steps) != 100_000 {
		t.Errorf("%d steps", len(steps))
	}
}
