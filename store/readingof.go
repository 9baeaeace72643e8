package store

import "nianbao/extract"

// ReadingOf is the reading of a report: the fields the archive indexes, and
// the report itself.
func ReadingOf(r *extract.Report) (*Reading, error) {
	body, err := r.JSON()
	if err != nil {
		return nil, err
	}
	out := &Reading{
		Parser: r.Parser, Kind: string(r.Kind), Title: r.Title, Copies: r.Copies,
		Cells: r.Tables.Numbers(), Annotations: r.Annotations, Body: body,
	}
	for to, from := range map[*string]*string{
		&out.Agency: r.Agency, &out.Template: r.Template, &out.ContentSHA256: r.ContentSHA256, &out.PublishedOn: r.PublishedOn,
	} {
		if from != nil {
			*to = *from
		}
	}
	if r.Year != nil {
		out.Year = *r.Year
	}
	for _, f := range r.Findings {
		out.Findings = append(out.Findings, f.Rule)
	}
	for _, a := range r.Attachments {
		out.Attachments = append(out.Attachments, a.URL)
	}
	return out, nil
}
