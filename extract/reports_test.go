package extract_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nianbao/extract"
)

// shared is where real documents lie beside the project, if they do.
const shared = "../../shared"

// realReports are the figures of five real reports, typed by eye. Rows that
// are not given are all 0.
var realReports = []struct {
	file    string
	year    int
	agency  string
	copies  int
	figures figures
	rules   map[string]string // that must be found, with the row where one is meant
	never   []string          // rules that must not be found
}{
	{"000_5ca75f204c543abf.txt", 2024, "石龙区城乡建设和交通运输局", 1,
		figures{"licensing": "4", "penalties": "42"},
		map[string]string{"text.year_mismatch": "", "text.agency_mismatch": ""},
		[]string{"applications.row_sum", "applications.column_sum", "applications.balance", "review_litigation.sum", "table.shifted_row", "cell.blank"}},
	{"001_809f9474e249d214.txt", 2024, "伊州区住房和城乡建设局", 1,
		figures{
			"licensing": "253", "new_received": "4 0 0 0 0 0 4", "carried_over": "_ 0 0 0 0 0 4", "granted": "3 0 0 0 0 0 3",
			"unavailable.not_held": "1 0 0 0 0 0 1", "total": "4 0 0 0 0 0 4",
			"review": "1 1 1 0 3", "litigation.direct": "1 0 4 0 5", "litigation.after_review": "0 0 1 0 1",
		},
		map[string]string{"cell.blank": "carried_over", "applications.row_sum": "carried_over", "applications.balance": "", "text.phonetic_annotations": "", "text.year_mismatch": ""},
		[]string{"review_litigation.sum", "applications.column_sum", "table.shifted_row"}},
	{"002_073bf38150bd80e7.txt", 2024, "秦都区人民政府", 1,
		figures{
			"normative_documents": "0 5 6", "licensing": "132548", "penalties": "916", "fees": "2090.6",
			"new_received": "117 5 0 0 0 0 122", "carried_over": "11 0 0 0 0 0 11", "granted": "67 0 0 0 0 0 67",
			"denied.internal_affairs": "3 0 0 0 0 0 3", "denied.process_information": "1 0 0 0 0 0 1",
			"denied.enforcement_file": "2 0 0 0 0 0 2", "denied.administrative_query": "0 3 0 0 0 0 3",
			"unavailable.not_held": "48 0 0 0 0 0 48", "unavailable.still_unclear": "0 2 0 0 0 0 2",
			"total": "121 5 0 0 0 0 126", "carried_forward": "7 0 0 0 0 0 7",
			"review": "37 26 57 24 144", "litigation.direct": "9 3 3 67 82", "litigation.after_review": "7 3 2 3 15",
		},
		nil,
		[]string{"applications.row_sum", "applications.column_sum", "applications.balance", "review_litigation.sum", "text.year_mismatch", "text.table_mismatch", "cell.blank"}},
	{"003_4fdc94d6a40a3a5b.txt", 2023, "偃师区住房和城乡建设局", 1,
		figures{"licensing": "439", "fees": "562.0678"},
		map[string]string{"table.shifted_row": "total"},
		[]string{"applications.row_sum", "applications.column_sum", "applications.balance", "review_litigation.sum", "cell.blank", "text.year_mismatch", "text.agency_mismatch"}},
	{"004_1f4a53c53794b431.txt", 2021, "县交通运输局", 2,
		figures{"licensing": "73", "penalties": "101"},
		map[string]string{"text.doubled": ""},
		[]string{"applications.row_sum", "applications.column_sum", "applications.balance", "review_litigation.sum", "cell.blank", "table.shifted_row", "text.year_mismatch"}},
}

// TestRealReportsAreReadCellByCell holds what is read off real documents
// against figures that people read off them.
func TestRealReportsAreReadCellByCell(t *testing.T) {
	for _, c := range realReports {
		t.Run(c.file[:3], func(t *testing.T) {
			r := extract.Read(extract.Page{Body: realFile(t, "reports", c.file), MediaType: "text/plain"})
			if r.Kind != extract.AnnualReport || r.Copies != c.copies {
				t.Errorf("kind %s, copies %d, want annual_report, %d", r.Kind, r.Copies, c.copies)
			}
			if deref(r.Year) != c.year {
				t.Errorf("year %v, want %d", deref(r.Year), c.year)
			}
			// 002 never names the agency in full; 我区 and the linked title do
			if deref(r.Agency) != c.agency && !(c.file[:3] == "002" && (r.Agency == nil || strings.HasPrefix(*r.Agency, "秦都区"))) {
				t.Errorf("agency %v, want %s", deref(r.Agency), c.agency)
			}
			sameCells(t, cellsOf(r), c.figures.cells())
			for rule, row := range c.rules {
				if ruleCount(r, rule, row) == 0 {
					t.Errorf("finding %s of row %q is missing", rule, row)
				}
			}
			for _, rule := range c.never {
				if ruleCount(r, rule, "") > 0 {
					t.Errorf("finding %s is wrong here", rule)
				}
			}
			if got := numbersOf(r.Sections); got != "1 2 3 4 5 6" {
				t.Errorf("sections %s", got)
			}
		})
	}
}

// numbersOf lists the numbers of sections that have one.
func numbersOf(sections []extract.Section) string {
	var out []string
	for _, s := range sections {
		switch {
		case s.Number == nil:
			out = append(out, "-")
		case *s.Number > 0:
			out = append(out, string(rune('0'+*s.Number)))
		}
	}
	return strings.Join(out, " ")
}

// detached are rows of the PDF's text whose label and numbers do not share a
// line: a null with a note is right there, another number is not.
var detached = map[string]bool{
	"partially_granted": true, "denied.prohibited_by_law": true, "denied.internal_affairs": true, "unavailable.not_held": true,
	"unavailable.needs_creation": true, "unavailable.still_unclear": true, "not_processed.excessive": true, "not_processed.reissue": true,
	"other.not_corrected": true, "other.fee_unpaid": true,
}

// TestTextOfAPDFReaderIsReadWhereLabelsStandBesideNumbers holds what is read
// off the text a PDF reader left against what people read off the PDF.
func TestTextOfAPDFReaderIsReadWhereLabelsStandBesideNumbers(t *testing.T) {
	var all map[string]struct {
		Tables map[string]map[string]map[string]*json.Number
	}
	if err := json.Unmarshal(realFile(t, "real", "expected.json"), &all); err != nil {
		t.Fatal(err)
	}
	const name = "kewei_2024_pdftext.md"
	r := extract.Read(extract.Page{Body: realFile(t, "real", name), MediaType: "text/markdown"})
	if r.Kind != extract.AnnualReport || deref(r.Year) != 2024 {
		t.Errorf("kind %s, year %v", r.Kind, deref(r.Year))
	}
	if r.Agency == nil || !strings.Contains(*r.Agency, "市科委") {
		t.Errorf("agency %v", deref(r.Agency))
	}
	got := cellsOf(r)
	for table, rows := range all[name].Tables {
		for row, cells := range rows {
			for column, value := range cells {
				place, want := table+"|"+row+"|"+column, "_"
				if value != nil {
					want = value.String()
				}
				read, ok := got[place]
				if detached[row] && (!ok || read == "_") {
					continue
				}
				if read != want {
					t.Errorf("%s is %q, want %s", place, read, want)
				}
			}
		}
	}
}

func realFile(t *testing.T, parts ...string) []byte {
	t.Helper()
	body, err := os.ReadFile(filepath.Join(append([]string{shared}, parts...)...))
	if err != nil {
		t.Skipf("real documents are not beside the project: %v", err)
	}
	return body
}
