package audit

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"nianbao/extract/form"
)

// sheet makes a table of rows "key: column=value …"; _ is null.
func sheet(rows ...string) form.Table {
	var t form.Table
	for _, line := range rows {
		key, cells, _ := strings.Cut(line, ":")
		row := form.Row{Key: key}
		for _, f := range strings.Fields(cells) {
			column, value, _ := strings.Cut(f, "=")
			cell := form.Cell{Column: column}
			if value != "_" {
				n := form.Number(value)
				cell.Value = &n
			}
			row.Cells = append(row.Cells, cell)
		}
		t = append(t, row)
	}
	return t
}

// seven is the cells of an applications row.
func seven(values string) string {
	s := ""
	for i, v := range strings.Fields(values) {
		s += " " + columns[i] + "=" + v
	}
	return s
}

// sound is the subject of a report that breaks no rule: 12 received, 3 carried
// over, 14 answered, 1 carried forward. Changes are made to it.
func sound(changes ...func(*Subject)) Subject {
	applications := map[string]string{"new_received": "10 1 1 0 0 0 12", "carried_over": "3 0 0 0 0 0 3", "granted": "9 1 1 0 0 0 11",
		"denied.third_party": "3 0 0 0 0 0 3", "total": "12 1 1 0 0 0 14", "carried_forward": "1 0 0 0 0 0 1"}
	var rows []string
	for _, key := range form.RowsOf(form.Applications, form.Form2021) {
		values := applications[key]
		if values == "" {
			values = "0 0 0 0 0 0 0"
		}
		rows = append(rows, key+":"+seven(values))
	}
	s := Subject{
		Narrative: true, Year: 2024, PeriodYear: 2024, SignedOn: "2025-01-20", TitleAgency: "石桥县水利局", BodyAgency: "水利局", Copies: 1,
		Templates: map[string]string{form.Disclosure: form.Form2021, form.Applications: form.Form2021},
		Tables: &form.Tables{
			Disclosure: sheet("regulations: issued=0 repealed=0 in_force=0", "normative_documents: issued=2 repealed=1 in_force=9",
				"licensing: decisions=5", "penalties: decisions=0", "coercion: decisions=0", "fees: amount_wan=0.25"),
			Applications: sheet(rows...),
			ReviewLitigation: sheet("review: upheld=1 corrected=0 other=0 pending=2 total=3", "litigation.direct: upheld=0 corrected=0 other=0 pending=0 total=0",
				"litigation.after_review: upheld=0 corrected=0 other=0 pending=0 total=0"),
		},
	}
	texts := []string{"2024年，我局收到政府信息公开申请12件，均按期答复。", "见下表。", "见下表。", "见下表。", "2025年将继续改进。", "本年度未收取信息处理费。"}
	for i, text := range texts {
		n := i + 1
		s.Sections = append(s.Sections, Section{Number: &n, Text: text})
	}
	for _, change := range changes {
		change(&s)
	}
	return s
}

// put changes one cell; _ is null.
func put(table, row, column, value string) func(*Subject) {
	return func(s *Subject) {
		for _, named := range s.Tables.All() {
			if r := named.Row(row); named.Name == table && r != nil {
				for i := range r.Cells {
					if r.Cells[i].Column == column {
						n := form.Number(value)
						r.Cells[i].Value = &n
						if value == "_" {
							r.Cells[i].Value = nil
						}
					}
				}
			}
		}
	}
}

// without takes a row away.
func without(table, row string) func(*Subject) {
	return func(s *Subject) {
		drop := func(t form.Table) form.Table {
			var kept form.Table
			for _, r := range t {
				if r.Key != row && row != "*" {
					kept = append(kept, r)
				}
			}
			return kept
		}
		switch table {
		case form.Disclosure:
			s.Tables.Disclosure = drop(s.Tables.Disclosure)
		case form.Applications:
			s.Tables.Applications = drop(s.Tables.Applications)
		default:
			s.Tables.ReviewLitigation = drop(s.Tables.ReviewLitigation)
		}
	}
}

func note(table, row, column, raw string, state form.State) func(*Subject) {
	return func(s *Subject) {
		s.Notes = append(s.Notes, form.Note{Table: table, Row: row, Column: column, Raw: raw, State: state})
	}
}

func says(text string) func(*Subject) {
	return func(s *Subject) { s.Sections[0].Text = text }
}

// pair is a subject a rule fires on, with the severity it has there, and one
// it is silent on. Subjects are changes to one that breaks no rule.
type pair struct {
	severity      Severity
	fires, silent []func(*Subject)
}

func changes(c ...func(*Subject)) []func(*Subject) { return c }

const apps, disc, revs = form.Applications, form.Disclosure, form.ReviewLitigation

var pairs = map[string]pair{
	"applications.row_sum": {Error,
		changes(put(apps, "granted", "total", "12")),
		changes(put(apps, "granted", "total", "_"))},
	"applications.column_sum": {Error,
		changes(put(apps, "total", "research", "2"), put(apps, "total", "total", "15")),
		changes(put(apps, "total", "research", "_"))},
	"applications.balance": {Error,
		changes(put(apps, "carried_forward", "natural_person", "2"), put(apps, "carried_forward", "total", "2")),
		changes(put(apps, "total", "natural_person", "_"), put(apps, "total", "total", "_"))},
	"review_litigation.sum": {Error,
		changes(put(revs, "review", "total", "0")),
		changes(put(revs, "review", "total", "_"))},
	"cell.not_a_number": {Warning,
		changes(note(disc, "licensing", "decisions", "详见网站", form.Text)),
		changes(note(disc, "licensing", "decisions", "5（其中1件）", form.Annotated), note(disc, "fees", "amount_wan", "/", form.Dash))},
	"cell.negative": {Warning,
		changes(put(disc, "licensing", "decisions", "-5")),
		changes(func(s *Subject) {
			s.Tables.Disclosure = append(s.Tables.Disclosure, sheet("other_services: previous_year=3 change=-3 decisions=0")...)
		})},
	"table.shifted_row": {Warning,
		changes(func(s *Subject) { s.Shifted = []form.Place{{Table: apps, Row: "total"}} }),
		changes()},
	"table.missing": {Warning,
		changes(without(revs, "*")),
		changes(without(revs, "*"), func(s *Subject) { s.Year = 2017 })},
	"table.row_missing": {Warning,
		changes(without(apps, "denied.third_party")),
		changes(func(s *Subject) { s.Templates[apps] = form.Form2019 }, without(apps, "other.not_corrected"), without(apps, "other.fee_unpaid"),
			without(apps, "other.other"), func(s *Subject) {
				s.Tables.Applications = append(s.Tables.Applications, sheet("other:"+seven("0 0 0 0 0 0 0"))...)
			})},
	"section.missing": {Warning,
		changes(func(s *Subject) { s.Sections = s.Sections[:5] }),
		changes(func(s *Subject) { s.Sections, s.Narrative = nil, false })},
	"years.carried_over": {Warning, changes(put(apps, "carried_over", "total", "4")), changes(put(apps, "carried_over", "total", "_"))},
	"years.in_force":     {Warning, changes(put(disc, "normative_documents", "in_force", "11")), changes(put(disc, "normative_documents", "repealed", "_"))},
	"text.doubled": {Warning,
		changes(func(s *Subject) { s.Copies = 2 }),
		changes(func(s *Subject) { s.Copies = 1 })},
	"text.year_mismatch": {Warning,
		changes(says("2023年，因政府信息公开工作被申请行政复议0件。")),
		changes(says("较2023年有所增长。2023年结转的申请均已办结。"), func(s *Subject) { s.SignedOn = "2024-12-30" })},
	"text.agency_mismatch": {Warning,
		changes(func(s *Subject) { s.BodyAgency = "石桥县财政局" }),
		changes(func(s *Subject) { s.BodyAgency = "" })},
	"cell.blank": {Info,
		changes(note(apps, "granted", "other", "", form.Blank), note(apps, "granted", "research", "", form.Blank)),
		changes(note(apps, "granted", "other", "/", form.Dash))},
	"text.table_mismatch": {Info,
		changes(says("2024年，我局收到政府信息公开申请20件。")),
		changes(says("2024年，我局受理政府信息公开申请15件（含上年结转3件）。"))},
	"text.phonetic_annotations": {Info,
		changes(func(s *Subject) { s.Annotations = 40 }),
		changes(func(s *Subject) { s.Annotations = 0 })},
}

// compared are the rules that need other reports; the reader of those makes
// their findings.
var compared = map[string]bool{"text.foreign_topic": true, "text.borrowed": true}

// findings runs every rule there is on a subject, with a report of the year
// before that fits the sound one.
func findings(s Subject) []Finding {
	previous := sound(put(apps, "carried_forward", "natural_person", "3"), put(apps, "carried_forward", "total", "3"), put(disc, "normative_documents", "in_force", "8"))
	return append(Check(s), Years(previous.Tables, s.Tables)...)
}

func TestSoundReportHasNoFindings(t *testing.T) {
	for _, f := range findings(sound()) {
		t.Errorf("%s: %s", f.Rule, f.Message)
	}
}

func TestEveryRuleFiresAndIsSilent(t *testing.T) {
	for _, r := range Rules {
		p, ok := pairs[r.Name]
		if !ok && !compared[r.Name] {
			t.Errorf("%s has no case it fires on and none it is silent on", r.Name)
		}
		if !ok {
			continue
		}
		t.Run(r.Name, func(t *testing.T) {
			found := 0
			for _, f := range findings(sound(p.fires...)) {
				if f.Rule != r.Name {
					continue
				}
				found++
				if f.Severity != p.severity {
					t.Errorf("the severity is %s, want %s", f.Severity, p.severity)
				}
				complete(t, f)
			}
			if found == 0 {
				t.Error("it does not fire")
			}
			for _, f := range findings(sound(p.silent...)) {
				if f.Rule == r.Name {
					t.Errorf("it fires: %s", f.Message)
				}
			}
		})
	}
	for name := range pairs {
		if rule(name).Doc == "" {
			t.Errorf("%s is tested and is no rule", name)
		}
	}
}

var latin = regexp.MustCompile(`[A-Za-z]`)

// complete holds that a message has all its places filled in, in both
// languages, and that the Chinese one is Chinese.
func complete(t *testing.T, f Finding) {
	t.Helper()
	if f.Message != Message(f, English) {
		t.Errorf("the finding's own message is %q", f.Message)
	}
	for _, lang := range []Language{English, Chinese} {
		m := Message(f, lang)
		if strings.ContainsAny(m, "{}") || strings.Contains(m, "“”") || strings.Contains(m, "为 ，") || strings.HasSuffix(m, ": ") || strings.HasSuffix(m, "：") {
			t.Errorf("%s: %q has a place that is empty", lang, m)
		}
		if lang == Chinese && latin.MatchString(m) {
			t.Errorf("%q is not all Chinese", m)
		}
	}
}

func TestRulesAreWrittenInBothLanguages(t *testing.T) {
	names := map[string]bool{}
	for _, r := range Rules {
		if names[r.Name] {
			t.Errorf("%s is there twice", r.Name)
		}
		names[r.Name] = true
		if r.Doc == "" || r.EN == "" || r.ZH == "" || r.Severity == "" {
			t.Errorf("%s is not complete", r.Name)
		}
		holes := regexp.MustCompile(`\{[a-z]+\}`)
		if zh, en := holes.FindAllString(r.ZH, -1), holes.FindAllString(r.EN, -1); len(zh) != len(en) {
			t.Errorf("%s fills in %v in Chinese and %v in English", r.Name, zh, en)
		}
		if latin.MatchString(holes.ReplaceAllString(r.ZH, "")) {
			t.Errorf("%s: %q is not all Chinese", r.Name, r.ZH)
		}
		if !strings.ContainsFunc(r.ZH, func(c rune) bool { return unicode.Is(unicode.Han, c) }) {
			t.Errorf("%s has no Chinese message", r.Name)
		}
	}
}

func TestMessageQuotesAnythingAsItIs(t *testing.T) {
	f := Finding{Rule: "cell.not_a_number", Table: apps, Row: "granted", Column: "other", Detail: "{row} {blank}"}
	if got, want := Message(f, Chinese), fmt.Sprintf("“%s”的“%s”不是数字：“{row} {blank}”，请只填数字", "予以公开", "其他"); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := Message(Finding{Rule: "no.such.rule"}, English); got != "no.such.rule" {
		t.Errorf("a rule nobody knows says %q", got)
	}
}
