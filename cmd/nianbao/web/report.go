package web

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"nianbao/cmd/nianbao/web/search"
	"nianbao/extract"
	"nianbao/extract/audit"
	"nianbao/store"
	"nianbao/store/compare"
	"nianbao/store/export"
)

type sectionOf = extract.Section

// shownVersions is how many versions of a report are listed, the latest ones.
const shownVersions = 50

// Edition is one version of a report in a list.
type Edition struct {
	Version   int    `json:"version"`
	ChangedAt string `json:"changed_at"` // when it was first seen
	FetchedAt string `json:"fetched_at"`
	RawSHA256 string `json:"raw_sha256"`
	Title     string `json:"title"`
	Kind      string `json:"kind"`
	Findings  int    `json:"findings"`
}

// readReport reads a version of a report; 0 is the latest.
func (s *Server) readReport(id string, version int) (store.ReportLine, *export.Report, error) {
	if !isID(id) {
		return store.ReportLine{}, nil, fmt.Errorf("%w: %.20q is no report", errNoPage, id)
	}
	line, err := s.archive.Report(id)
	if err == nil && version > 0 {
		line, err = s.archive.Version(id, version)
	}
	if err != nil {
		return line, nil, err
	}
	r := new(export.Report)
	if err := json.Unmarshal(line.JSON, r); err != nil {
		return line, nil, fmt.Errorf("read report %s: %w; run verify", id, err)
	}
	return line, r, nil
}

func isID(id string) bool {
	return len(id) == 16 && !slices.ContainsFunc([]byte(id), func(c byte) bool {
		return (c < '0' || c > '9') && (c < 'a' || c > 'f')
	})
}

// versionOf reads a version off an address; 0 where none is named.
func versionOf(text string) (int, error) {
	if text == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		return 0, fmt.Errorf("%w: versions are numbers from 1 on", errRequest)
	}
	return n, nil
}

// editions lists the versions of a report, the latest first.
func (s *Server) editions(id string, latest int) ([]Edition, error) {
	out := []Edition{}
	for n := latest; n >= 1 && len(out) < shownVersions; n-- {
		line, err := s.archive.Version(id, n)
		if err != nil {
			return nil, err
		}
		e := struct {
			*Edition
			Findings []struct{} `json:"findings"`
		}{Edition: &Edition{}}
		if err := json.Unmarshal(line.JSON, &e); err != nil {
			return nil, fmt.Errorf("read report %s@%d: %w; run verify", id, n, err)
		}
		e.Edition.Version, e.Edition.Findings = n, len(e.Findings)
		out = append(out, *e.Edition)
	}
	return out, nil
}

// reportView is a report's page.
type reportView struct {
	*export.Report
	Version  int
	Latest   int
	Editions []Edition
	Texts    []sectionView
	Rest     []sheet // tables of no section
	Listed   []findingView
	Twins    []search.Hit // reports of the same content
	Raw      string       // address of the archived page
	Inline   bool         // it can be shown in a frame
	Words    string       // that were searched for
	Years    []search.Hit // of the same agency
	Cut      bool         // not all of it is shown
}

// Bounds of a report's page: the longest real reports are a tenth of it, and a
// hostile one may be a thousand times as long.
const (
	shownText     = 2 << 20 // bytes
	shownSections = 500
	shownFindings = 1000
	shownFiles    = 500
)

// bound cuts what a page cannot show; the API has all of it.
func (v *reportView) bound() {
	r := v.Report
	v.Cut = len(r.Sections) > shownSections || len(r.Findings) > shownFindings || len(r.Attachments) > shownFiles
	r.Sections = r.Sections[:min(len(r.Sections), shownSections)]
	r.Findings = r.Findings[:min(len(r.Findings), shownFindings)]
	r.Attachments = r.Attachments[:min(len(r.Attachments), shownFiles)]
	room := shownText
	for i := range r.Sections {
		if s := &r.Sections[i]; len(s.Text) > room {
			s.Text, v.Cut = strings.ToValidUTF8(s.Text[:room], ""), true
		}
		room -= len(r.Sections[i].Text)
	}
}

// findingView is a finding with where it leads.
type findingView struct {
	audit.Finding
	Number int
	Place  string // anchor on the page; "" for one about the whole
}

// maxTwins bounds the reports of the same content that are listed.
const maxTwins = 20

func (s *Server) reportPage(q *request) (*screen, error) {
	id := q.PathValue("id")
	version, err := versionOf(q.URL.Query().Get("v"))
	if err != nil {
		return nil, err
	}
	_, newest, err := s.readReport(id, 0)
	if err != nil {
		return nil, err
	}
	r := newest
	if version != 0 && version != int(newest.Versions) {
		if _, r, err = s.readReport(id, version); err != nil {
			return nil, err
		}
	}
	v := &reportView{Report: r, Version: int(r.Versions), Latest: int(newest.Versions), Words: q.URL.Query().Get("q")}
	if v.Editions, err = s.editions(id, v.Latest); err != nil {
		return nil, err
	}
	v.bound()
	words := search.Query{Text: v.Words[:min(len(v.Words), maxValue)]}
	v.Texts, v.Rest = s.sections(r, func(text string) (out []passagePiece) {
		for _, p := range words.Mark(text) {
			out = append(out, passagePiece{Text: p.Text, Hit: p.Hit})
		}
		return out
	})
	v.Listed = listed(r)
	if err := s.relatives(q, v); err != nil {
		return nil, err
	}
	v.Raw = "/raw/" + id
	if v.Version != v.Latest {
		v.Raw += "?v=" + strconv.Itoa(v.Version)
	}
	v.Inline = rawMedia(r.MediaType, r.Charset).inline
	title := firstOf(r.Title, r.Agency, r.URL)
	return &screen{template: "report.html", Title: title, Query: v.Words, Data: v}, nil
}

// relatives looks up reports of the same content and of the same agency. An
// index that is being built names none.
func (s *Server) relatives(q *request, v *reportView) error {
	if v.ContentSHA256 != nil {
		hits, err := s.index.Find(q.Context(), search.Query{Content: *v.ContentSHA256}, 0, maxTwins)
		if err != nil && status(err) != 503 {
			return err
		}
		v.Twins = slices.DeleteFunc(hits, func(h search.Hit) bool { return h.ID == v.ID })
	}
	if v.Agency != nil {
		hits, err := s.index.Agency(q.Context(), *v.Agency, v.Region)
		if err != nil && status(err) != 503 {
			return err
		}
		v.Years = hits
	}
	return nil
}

// listed numbers the findings and says where on the page each leads.
func listed(r *export.Report) (out []findingView) {
	anchors := map[int]string{}
	note := func(marks []mark, id string) {
		for _, m := range marks {
			if anchors[m.Number] == "" {
				anchors[m.Number] = id
			}
		}
	}
	for _, t := range sheets(r) {
		note(t.Marks, "t-"+t.Table)
		for _, rows := range [][][]sheetCell{t.Head, t.Body} {
			for _, row := range rows {
				for _, c := range row {
					note(c.Marks, c.ID)
				}
			}
		}
	}
	for i := range r.Sections {
		note(sectionMarks(r, i), fmt.Sprintf("s-%d", i))
	}
	for i, f := range r.Findings {
		out = append(out, findingView{f, i + 1, anchors[i+1]})
	}
	return out
}

// difference compares two versions, or two reports. With nothing said it is
// the latest version with the one before it.
func (s *Server) difference(id string, from, to int, other string) (compare.Difference, error) {
	var none compare.Difference
	_, now, err := s.readReport(id, to)
	if err != nil {
		return none, err
	}
	before := id
	switch {
	case other != "":
		before = other
	case from == 0 && now.Versions < 2:
		return none, fmt.Errorf("%w: there is nothing before version 1", errRequest)
	case from == 0:
		from = int(now.Versions) - 1
	}
	_, old, err := s.readReport(before, from)
	if err != nil {
		return none, err
	}
	return compare.Reports(old, now), nil
}

// compared reads what is to be compared off an address.
func (s *Server) compared(id string, get func(string) string) (compare.Difference, error) {
	from, err := versionOf(get("from"))
	if err != nil {
		return compare.Difference{}, err
	}
	to, err := versionOf(get("to"))
	if err != nil {
		return compare.Difference{}, err
	}
	return s.difference(id, from, to, get("other"))
}

func (s *Server) diffPage(q *request) (*screen, error) {
	d, err := s.compared(q.PathValue("id"), q.URL.Query().Get)
	if err != nil {
		return nil, err
	}
	return &screen{template: "diff.html", Title: q.say("What changed", "变更内容"), Data: d}, nil
}
