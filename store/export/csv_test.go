package export_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nianbao/extract/form"
	"nianbao/store/export"
	"nianbao/store/export/exporttest"
)

// values yields rows, and then an error if there is one.
func values[T any](err error, rows ...T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
		if err != nil {
			var none T
			yield(none, err)
		}
	}
}

// sparse is a row with a field of every kind.
type sparse struct {
	Text   string       `parquet:"text"`
	Maybe  *string      `parquet:"maybe"`
	Number *form.Number `parquet:"number_text" flat:"number"`
	Float  *float64     `parquet:"number" flat:"-"`
	Year   *int32       `parquet:"year,optional"`
	Day    *export.Day  `parquet:"day,date"`
	List   []string     `parquet:"list,list"`
}

func TestCSVIsExactByTheByte(t *testing.T) {
	n, year, day := form.Number("-0.00"), int32(2023), export.Day(19740)
	blank := ""
	for _, c := range []struct {
		name string
		row  sparse
		want string
	}{
		{"nothing known", sparse{}, ",,,,"},
		{"numbers are not defused", sparse{Number: &n, Year: &year, Day: &day}, ",,-0.00,2023,2024-01-18"},
		{"quotes, commas", sparse{Text: `a,"b"`, Maybe: &blank}, `"a,""b""",,,,`},
		{"line ends stay", sparse{Text: "a\r\nb\nc"}, "\"a\r\nb\nc\",,,,"},
		{"spaces at the ends", sparse{Text: " a "}, `" a ",,,,`},
		{"formula", sparse{Text: `=A1`}, `'=A1,,,,`},
		{"formula in quotes", sparse{Text: "+A1,\""}, `"'+A1,""",,,,`},
	} {
		t.Run(c.name, func(t *testing.T) {
			var b strings.Builder
			if err := export.CSV(&b, values(nil, c.row), export.CSVOptions{}); err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff("\ufefftext,maybe,number,year,day\r\n"+c.want+"\r\n", b.String()); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
	var b strings.Builder
	if err := export.CSV(&b, values[sparse](nil), export.CSVOptions{NoBOM: true}); err != nil || b.String() != "text,maybe,number,year,day\r\n" {
		t.Errorf("without a mark and rows: %q, %v", b.String(), err)
	}
}

func TestNoTextIsAFormula(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "行政": "行政", "a=b": "a=b", "=1": "'=1", "+3": "'+3", "-253": "'-253", "@x": "'@x", "\tx": "'\tx", "\rx": "'\rx", "\nx": "'\nx",
		"＝1": "'＝1", "＋1": "'＋1", "－1": "'－1", "＠1": "'＠1", "'": "''", "'=1": "''=1", "1-2": "1-2",
	} {
		if got := export.Defused(text); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
		if back := strings.TrimPrefix(export.Defused(text), "'"); back != text {
			t.Errorf("%q without its apostrophe is %q", text, back)
		}
	}
}

func TestCSVStopsAtAnError(t *testing.T) {
	boom := errors.New("boom")
	var b strings.Builder
	if err := export.CSV(&b, values(boom, sparse{Text: "x"}), export.CSVOptions{NoBOM: true}); !errors.Is(err, boom) || !strings.HasSuffix(b.String(), "x,,,,\r\n") {
		t.Errorf("wrote %q, %v", b.String(), err)
	}
	if err := export.CSV(failing{boom}, values(nil, sparse{}), export.CSVOptions{}); !errors.Is(err, boom) {
		t.Errorf("error of the writer came back as %v", err)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

// TestCellsAsCSVAreThoseOfTheReports reads what was written with another
// reader, and holds every cell against the reports it was made of.
func TestCellsAsCSVAreThoseOfTheReports(t *testing.T) {
	const reports = 60
	var b bytes.Buffer
	if err := export.CSV(&b, export.CellRows(export.Decode(exporttest.Lines(reports))), export.CSVOptions{NoBOM: true}); err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var want [][]string
	for n := range reports {
		want = append(want, cellRecords(n)...)
	}
	var got [][]string
	for _, r := range records[1:] {
		at := func(name string) string { return r[slices.Index(records[0], name)] }
		got = append(got, []string{at("id"), at("agency"), at("table"), at("template"), at("row"), at("column"), at("value"), at("state"), at("raw")})
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if len(want) < 5000 {
		t.Errorf("only %d cells", len(want))
	}
}

// cellRecords are the cells of report n, as they must stand in a file.
func cellRecords(n int) [][]string {
	r := exporttest.Report(n)
	agency := ""
	if r.Agency != nil {
		agency = *r.Agency
	}
	var out [][]string
	for _, t := range r.Tables.All() {
		for _, row := range t.Table {
			for _, c := range row.Cells {
				value, state, raw := "", "", ""
				if c.Value != nil {
					value = string(*c.Value)
				}
				for _, note := range r.CellNotes {
					if note.Table == t.Name && note.Row == row.Key && note.Column == c.Column {
						state, raw = string(note.State), note.Raw
					}
				}
				if raw != "" && strings.ContainsAny(raw[:1], "=+-@") {
					raw = "'" + raw
				}
				out = append(out, []string{exporttest.ID(n), agency, t.Name, r.Templates[t.Name], row.Key, c.Column, value, state, raw})
			}
		}
	}
	return out
}

// FuzzCSV: whatever a text is, another reader gets it back, but for the
// apostrophe, and for carriage returns that it drops before a line feed.
func FuzzCSV(f *testing.F) {
	for _, text := range []string{"", "a", `"`, "a,b", "=1", "'", "a\r\nb", "\r", " ", "年，报", "\ufeff", `\.`, "\x00"} {
		f.Add(text, "b")
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		var out bytes.Buffer
		if err := export.CSV(&out, values(nil, sparse{Text: a, Maybe: &b}), export.CSVOptions{NoBOM: true}); err != nil {
			t.Fatal(err)
		}
		records, err := csv.NewReader(&out).ReadAll()
		if err != nil || len(records) != 2 {
			t.Fatalf("%q, %q: %d records, %v", a, b, len(records), err)
		}
		for i, want := range []string{a, b} {
			if got := strings.TrimPrefix(records[1][i], "'"); got != strings.ReplaceAll(want, "\r\n", "\n") {
				t.Errorf("%q came back as %q", want, got)
			}
			if s := records[1][i]; s != "" && strings.ContainsAny(s[:1], "=+-@\t\r\n") {
				t.Errorf("%q stands as %q", want, s)
			}
		}
	})
}
