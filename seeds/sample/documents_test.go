package sample

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCatalogueIsBroadEnough(t *testing.T) {
	years := map[string]map[int]bool{}
	paths := map[string]bool{}
	for _, d := range Documents() {
		if paths[d.Path] {
			t.Errorf("path %s stands twice", d.Path)
		}
		paths[d.Path] = true
		if years[d.Agency] == nil {
			years[d.Agency] = map[int]bool{}
		}
		years[d.Agency][d.Year] = true
	}
	if len(paths) < 44 {
		t.Errorf("%d report pages, want 44 at least", len(paths))
	}
	if len(years) < 6 {
		t.Errorf("%d agencies, want 6 at least", len(years))
	}
	for agency, y := range years {
		if len(y) < 2 || len(y) > 5 {
			t.Errorf("%s has %d years, want 2 to 5", agency, len(y))
		}
	}
}

func TestDocumentsAreTheSameEveryTime(t *testing.T) {
	if diff := cmp.Diff(Documents(), Documents()); diff != "" {
		t.Error(diff)
	}
}

// failures are the sums of a document that do not hold, worked out from its
// cells alone: blanks count as 0, blank totals are not compared.
func failures(t *testing.T, d Document) []Finding {
	t.Helper()
	var out []Finding
	n := func(table, row, column string) int {
		c := d.Cell(table, row, column)
		if c == nil || c.Value == nil {
			return 0
		}
		v, err := strconv.Atoi(*c.Value)
		if err != nil {
			t.Fatalf("%s %s %s: %v", table, row, column, err)
		}
		return v
	}
	has := func(table, row, column string) bool {
		c := d.Cell(table, row, column)
		return c != nil && c.Value != nil
	}
	columns := []string{"natural_person", "commercial", "research", "nonprofit", "legal_service", "other"}
	sums := map[string]int{}
	if table := d.Table(Applications); table != nil {
		for _, r := range table.Rows {
			sum := 0
			for _, c := range columns {
				sum += n(Applications, r.Key, c)
			}
			if has(Applications, r.Key, "total") && sum != n(Applications, r.Key, "total") {
				out = append(out, Finding{"applications.row_sum", Applications, r.Key, "total"})
			}
			switch r.Key {
			case "new_received", "carried_over", "total", "carried_forward":
			default:
				for _, c := range append(columns, "total") {
					sums[c] += n(Applications, r.Key, c)
				}
			}
		}
		for _, c := range append(columns, "total") {
			if has(Applications, "total", c) && sums[c] != n(Applications, "total", c) {
				out = append(out, Finding{"applications.column_sum", Applications, "total", c})
			}
			if n(Applications, "new_received", c)+n(Applications, "carried_over", c) != n(Applications, "total", c)+n(Applications, "carried_forward", c) {
				out = append(out, Finding{"applications.balance", Applications, "", c})
			}
		}
	}
	if table := d.Table(Review); table != nil {
		for _, r := range table.Rows {
			sum := n(Review, r.Key, "upheld") + n(Review, r.Key, "corrected") + n(Review, r.Key, "other") + n(Review, r.Key, "pending")
			if has(Review, r.Key, "total") && sum != n(Review, r.Key, "total") {
				out = append(out, Finding{"review_litigation.sum", Review, r.Key, ""})
			}
		}
	}
	return out
}

func TestEverySumHoldsUnlessTheDocumentSaysItIsBroken(t *testing.T) {
	sorted := func(in []Finding) []Finding {
		out := slices.Clone(in)
		slices.SortFunc(out, func(a, b Finding) int {
			return strings.Compare(a.Rule+a.Row+a.Column, b.Rule+b.Row+b.Column)
		})
		return out
	}
	for _, d := range Documents() {
		var declared []Finding
		for _, f := range d.Findings {
			if strings.HasPrefix(f.Rule, "applications.") || strings.HasPrefix(f.Rule, "review_litigation.") {
				declared = append(declared, f)
			}
		}
		if diff := cmp.Diff(sorted(declared), sorted(failures(t, d.Document))); diff != "" {
			t.Errorf("%s (-declared +found):\n%s", d.Path, diff)
		}
	}
}

func TestStocksAgreeAcrossYears(t *testing.T) {
	for _, a := range agencies {
		h := history(a)
		for year := firstYear + 1; year <= lastYear; year++ {
			was, is := h[year-1], h[year]
			if is.inForce != was.inForce+is.issued-is.repealed || is.inForce < 0 {
				t.Errorf("%s %d: %d in force after %d, +%d −%d", a.name, year, is.inForce, was.inForce, is.issued, is.repealed)
			}
			if diff := cmp.Diff(was.applications["carried_forward"], is.applications["carried_over"]); diff != "" {
				t.Errorf("%s %d carried over:\n%s", a.name, year, diff)
			}
		}
	}
}

func TestSomeReportsHaveApplicationsReviewsAndLitigation(t *testing.T) {
	applications, reviews, suits := 0, 0, 0
	for _, d := range Documents() {
		doc := d.Document
		if doc.number(Applications, "new_received", "total") > 0 {
			applications++
		}
		if doc.number(Review, "review", "total") > 0 {
			reviews++
		}
		if doc.number(Review, "litigation.direct", "total") > 0 && doc.number(Review, "litigation.after_review", "total") > 0 {
			suits++
		}
	}
	if applications < 20 || reviews < 20 || suits < 5 {
		t.Errorf("reports with applications %d, reviews %d, litigation %d: too few", applications, reviews, suits)
	}
}

func TestNarrativesDifferByAgencyAndYear(t *testing.T) {
	seen := map[string]string{}
	for _, d := range Documents() {
		if d.SameAs != "" {
			continue
		}
		var all strings.Builder
		for _, s := range d.Document.Sections {
			all.WriteString(strings.Join(s.Paragraphs, "\n"))
		}
		text := all.String()
		if n := len([]rune(text)); n < 700 {
			t.Errorf("%s: narrative of %d characters", d.Path, n)
		}
		if strings.ContainsAny(text, "{}") {
			t.Errorf("%s: a phrase was not filled in", d.Path)
		}
		if other, ok := seen[text]; ok {
			t.Errorf("%s tells the same as %s", d.Path, other)
		}
		seen[text] = d.Path
	}
}

func TestCountsInTheNarrativeAgreeWithTheTables(t *testing.T) {
	for _, d := range Documents() {
		doc := d.Document
		if slices.ContainsFunc(d.Findings, func(f Finding) bool { return f.Rule == "text.table_mismatch" }) || doc.Table(Applications) == nil {
			continue
		}
		want := strconv.Itoa(doc.number(Applications, "new_received", "total")) + "件"
		if doc.number(Applications, "new_received", "total") == 0 && doc.number(Applications, "carried_over", "total") == 0 {
			want = "没有"
		}
		told := false
		for _, p := range doc.Section(1).Paragraphs {
			told = told || strings.HasPrefix(p, "（二）") && (strings.Contains(p, want) || strings.Contains(p, "未收到"))
		}
		if !told {
			t.Errorf("%s: section 1 does not tell %s", d.Path, want)
		}
	}
}

func TestEveryQuirkIsInSomeDocument(t *testing.T) {
	has := map[string]bool{}
	for _, d := range Documents() {
		for _, f := range append(slices.Clone(d.Findings), d.Across...) {
			has[f.Rule] = true
		}
		for table, form := range d.Forms {
			has[table+" "+form] = true
		}
		if d.Forms[Disclosure] == "2021" && d.Forms[Applications] == "2019" {
			has["mixed forms"] = true
		}
		if d.Copies == 2 && len(d.Document.Attachments) > 0 && d.Document.Title == "" {
			has["pasted twice"] = true
		}
		if d.SameAs != "" {
			has["duplicate"] = true
		}
		has["rendering "+string(d.Rendering)] = true
		for _, s := range d.Document.Sections {
			for _, table := range s.Tables {
				for _, r := range table.Rows {
					for _, c := range r.Cells {
						has["cell "+c.Text] = true
					}
				}
				for _, printed := range table.Print {
					has["label "+printed] = true
				}
			}
		}
	}
	for _, want := range []string{
		"applications.row_sum", "applications.column_sum", "applications.balance", "review_litigation.sum",
		"cell.not_a_number", "cell.negative", "cell.blank", "table.shifted_row", "table.missing", "table.row_missing",
		"section.missing", "text.doubled", "text.year_mismatch", "text.agency_mismatch", "text.table_mismatch",
		"text.phonetic_annotations", "text.foreign_topic", "text.borrowed",
		"disclosure 2021", "disclosure 2019", "applications 2021", "applications 2019", "statistics 2014", "mixed forms",
		"pasted twice", "duplicate", "cell ", "cell /", "cell —", "cell 22（其中修订16件）", "cell 251000元", "cell 437.9125",
		"cell 12,548", "label 社会公", "label 法律服", "label 结果", "label 其他", "label 尚未",
		"rendering clean", "rendering word", "rendering tabbed", "rendering tabbed_lines", "rendering piped", "rendering piped_rows", "rendering markdown",
	} {
		if !has[want] {
			t.Errorf("no document has %q", want)
		}
	}
}
