package web

import (
	"context"
	"encoding/json"
	"fmt"
	"html/template"
	"slices"
	"strconv"

	"nianbao/cmd/nianbao/web/chart"
	"nianbao/cmd/nianbao/web/search"
	"nianbao/extract/audit"
	"nianbao/extract/form"
	"nianbao/store"
	"nianbao/store/export"
)

// figures are the cells of the forms that are put side by side over the years.
var figures = []form.Place{
	{Table: form.Applications, Row: "new_received", Column: "total"},
	{Table: form.Applications, Row: "carried_over", Column: "total"},
	{Table: form.Applications, Row: "granted", Column: "total"},
	{Table: form.Applications, Row: "partially_granted", Column: "total"},
	{Table: form.Applications, Row: "total", Column: "total"},
	{Table: form.Applications, Row: "carried_forward", Column: "total"},
	{Table: form.ReviewLitigation, Row: "review", Column: "total"},
	{Table: form.ReviewLitigation, Row: "litigation.direct", Column: "total"},
	{Table: form.ReviewLitigation, Row: "litigation.after_review", Column: "total"},
	{Table: form.Disclosure, Row: "normative_documents", Column: "issued"},
	{Table: form.Disclosure, Row: "normative_documents", Column: "in_force"},
	{Table: form.Disclosure, Row: "licensing", Column: "decisions"},
	{Table: form.Disclosure, Row: "penalties", Column: "decisions"},
	{Table: form.Disclosure, Row: "coercion", Column: "decisions"},
	{Table: form.Disclosure, Row: "fees", Column: "amount_wan"},
}

// AgencyYears are the years of one agency side by side.
type AgencyYears struct {
	Agency string       `json:"agency"`
	Region string       `json:"region"`
	Years  []AgencyYear `json:"years"` // oldest first
	Rows   []FigureRow  `json:"rows"`
	Others []string     `json:"others"` // ids of further reports of the same years
}

// AgencyYear is a year's report; the first where there are several.
type AgencyYear struct {
	Year     int             `json:"year"` // 0 = unknown
	ID       string          `json:"id"`
	Title    string          `json:"title"`
	Template *string         `json:"template"`
	Findings []audit.Finding `json:"findings"` // from comparing it with the year before
}

// FigureRow is one cell of the forms over the years. A year that does not have
// it has null.
type FigureRow struct {
	Table       string         `json:"table"`
	Row         string         `json:"row"`
	Column      string         `json:"column"`
	RowLabel    string         `json:"row_label"`
	ColumnLabel string         `json:"column_label"`
	Unit        string         `json:"unit"`
	Values      []*form.Number `json:"values"`
	Chart       template.HTML  `json:"-"`
}

// maxCompared bounds how many years are read for one page.
const maxCompared = 30

// agencyYears reads the reports of an agency and puts them side by side.
func (s *Server) agencyYears(ctx context.Context, name, region string) (a AgencyYears, err error) {
	s.fresh(ctx)
	hits, err := s.index.Agency(ctx, name, region)
	if err != nil {
		return a, err
	}
	if len(hits) == 0 {
		return a, fmt.Errorf("%w: the archive has no report of %.60q", errNoPage, name)
	}
	a = AgencyYears{Agency: name, Region: region, Years: []AgencyYear{}, Rows: []FigureRow{}, Others: []string{}}
	slices.Reverse(hits)
	reports, err := s.oneAYear(&a, hits)
	if err != nil {
		return a, err
	}
	for i, r := range reports {
		y := AgencyYear{Year: yearOf(r), ID: r.ID, Title: r.Title, Template: r.Template, Findings: []audit.Finding{}}
		if i > 0 && y.Year == a.Years[i-1].Year+1 {
			y.Findings = append(y.Findings, audit.Years(&reports[i-1].Tables, &r.Tables)...)
		}
		a.Years = append(a.Years, y)
	}
	for _, at := range figures {
		if row, any := figureRow(at, reports); any {
			a.Rows = append(a.Rows, row)
		}
	}
	return a, nil
}

// oneAYear reads one report of each year: one that is no duplicate, where there
// is one.
func (s *Server) oneAYear(a *AgencyYears, hits []search.Hit) (out []*export.Report, err error) {
	for _, h := range hits {
		last := len(out) - 1
		again := last >= 0 && h.Year == yearOf(out[last])
		if len(out) == maxCompared && !again {
			break
		}
		if again && out[last].DuplicateOf == nil {
			a.Others = append(a.Others, h.ID)
			continue
		}
		var line store.ReportLine
		if line, err = s.archive.Report(h.ID); err != nil {
			return nil, err
		}
		r := new(export.Report)
		if err := json.Unmarshal(line.JSON, r); err != nil {
			return nil, fmt.Errorf("read report %s: %w; run verify", h.ID, err)
		}
		if again {
			a.Others = append(a.Others, out[last].ID)
			out[last] = r
			continue
		}
		out = append(out, r)
	}
	return out, nil
}

func yearOf(r *export.Report) int {
	if r.Year == nil {
		return 0
	}
	return *r.Year
}

// figureRow reads one cell off every report; any says that one has it.
func figureRow(at form.Place, reports []*export.Report) (row FigureRow, any bool) {
	l := export.LabelOf(at)
	row = FigureRow{Table: at.Table, Row: at.Row, Column: at.Column, RowLabel: l.Row, ColumnLabel: l.Column, Unit: l.Unit}
	var bars []chart.Bar
	for _, r := range reports {
		var value *form.Number
		for _, t := range r.Tables.All() {
			if line := t.Table.Row(at.Row); t.Name == at.Table && line != nil {
				value = line.Get(at.Column)
			}
		}
		row.Values = append(row.Values, value)
		bar := chart.Bar{Label: "?"}
		if y := yearOf(r); y != 0 {
			bar.Label = strconv.Itoa(y)
		}
		if value != nil {
			any = true
			if f, err := strconv.ParseFloat(string(*value), 64); err == nil {
				bar.Value = &f
			}
		}
		bars = append(bars, bar)
	}
	row.Chart = chart.Bars(l.Row+" "+l.Column, bars)
	return row, any
}

func (s *Server) agencyPage(q *request) (*screen, error) {
	v := q.URL.Query()
	name, region := v.Get("name"), v.Get("region")
	if name == "" || len(name)+len(region) > maxValue {
		return nil, fmt.Errorf("%w: name an agency with ?name=", errRequest)
	}
	a, err := s.agencyYears(q.Context(), name, region)
	if err != nil {
		return nil, err
	}
	return &screen{template: "agency.html", Title: name, Data: a}, nil
}
