package form

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// readSlowly reads a table as any JSON object, and says whether it is in order
// and without a key that is there twice, which only JSON can tell.
func readSlowly(b []byte) (Table, bool) {
	var rows map[string]map[string]*Number
	if json.Unmarshal(b, &rows) != nil {
		return nil, false
	}
	var t Table
	for key, cells := range rows {
		row := Row{Key: key}
		for column, v := range cells {
			row.Cells = append(row.Cells, Cell{column, v})
		}
		t = append(t, row)
	}
	t.sort()
	return t, true
}

var tableTexts = []string{
	`{}`, `null`, `{"fees":{"amount_wan":0.00}}`, `{"fees":{"amount_wan":null}}`, `{"fees":{}}`, `{"fees":null}`,
	`{"new_received":{"natural_person":117,"commercial":-5,"total":1122.50},"carried_over":{"natural_person":null}}`,
	`{"carried_over":{"total":1},"new_received":{"total":2}}`, `{"fees":{"amount_wan":1},"fees":{"amount_wan":2}}`,
	`{ "fees": {"amount_wan": 1} }`, `{"f\u0065es":{"amount_wan":1}}`, `{"费":{"amount_wan":1}}`, `{"fees":{"amount_wan":1e3}}`,
	`{"fees":{"amount_wan":"12"}}`, `{"fees":{"amount_wan":01}}`, `{"fees":{"amount_wan":1.}}`, `{"fees":{"amount_wan":-}}`,
	`{"fees":{"amount_wan":1}`, `{"fees":{"amount_wan":1},}`, `{"fees":{"amount_wan":1}}}`, `{"fees":{,"amount_wan":1}}`, `{,}`, ``, `[]`,
	`{"unknown":{"other":3}}`, `{"3.3.4.a":{"value":0},"c01":{"value":7}}`,
}

// TestTablesAreReadAlikeFastAndSlowly: what the fast reader takes, it reads as
// the slow one does; and it takes what MarshalJSON writes.
func TestTablesAreReadAlikeFastAndSlowly(t *testing.T) {
	for _, text := range tableTexts {
		readAlike(t, []byte(text))
	}
	one, two := Number("1"), Number("-0.50")
	for _, table := range []Table{
		{}, {{Key: "new_received", Cells: []Cell{{"natural_person", &one}, {"commercial", nil}, {"total", &two}}}, {Key: "total", Cells: []Cell{{"total", &one}}}},
	} {
		b, err := json.Marshal(table)
		if err != nil {
			t.Fatal(err)
		}
		got, ok := readCompact(b)
		if !ok {
			t.Errorf("%s is not read fast", b)
		}
		if d := cmp.Diff(table, got); d != "" {
			t.Errorf("(-want +got):\n%s", d)
		}
	}
}

func readAlike(t *testing.T, b []byte) {
	t.Helper()
	fast, ok := readCompact(b)
	if !ok {
		return
	}
	slow, ok := readSlowly(b)
	if !ok {
		t.Errorf("%q is no table, and was read as one", b)
	}
	if d := cmp.Diff(slow, fast); d != "" && len(slow)+len(fast) > 0 {
		t.Errorf("%q (-slow +fast):\n%s", b, d)
	}
}

func FuzzTableJSON(f *testing.F) {
	for _, text := range tableTexts {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) < 1<<16 {
			readAlike(t, b)
		}
	})
}

func BenchmarkTableJSON(b *testing.B) {
	var table Table
	one := Number("117")
	for _, l := range applicationLines {
		row := Row{Key: l.Key}
		for _, c := range applicationColumns {
			row.Cells = append(row.Cells, Cell{c.Key, &one})
		}
		table = append(table, row)
	}
	text, err := json.Marshal(table)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if err := json.Unmarshal(text, &table); err != nil {
			b.Fatal(err)
		}
	}
}
