package extract

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"

	"nianbao/extract/audit"
	"nianbao/extract/charset"
	"nianbao/extract/form"
	"nianbao/extract/grid"
	"nianbao/extract/script"
)

// Read reads one page. It never fails: what is no report has a kind that says
// so, and what cannot be read is null.
func Read(p Page) Report {
	if len(bytes.TrimSpace(p.Body)) == 0 {
		return empty(NotAReport)
	}
	if media := fileType(p.Body); media != "" {
		r := empty(AttachmentOnly)
		if strings.HasPrefix(media, "image/") {
			r.Kind = ImageOnly
		}
		r.Title = p.LinkTitle
		return r
	}
	decoded := charset.Decode(p.Body, p.Charset)
	d := document{page: p}
	if isHTML(p.MediaType, decoded.Text) {
		d.readHTML(decoded.Text)
	} else {
		d.blocks = grid.Text(decoded.Text)
	}
	d.foldScript()
	r := d.report()
	r.Charset = decoded.Name
	return r
}

// empty is the record of a page nothing was read off.
func empty(kind Kind) Report {
	t := form.Unknown
	return Report{Copies: 1, Parser: Parser, Kind: kind, Template: &t, Templates: map[string]string{}, Sections: []Section{},
		CellNotes: []form.Note{}, Attachments: []Attachment{}, Findings: []audit.Finding{}}
}

// document is a page on its way to a report.
type document struct {
	page        Page
	meta        meta
	blocks      []grid.Block
	attachments []Attachment
	images      int
	annotations int
}

var markup = regexp.MustCompile(`(?i)<(?:!doctype|html|head|body|table|div|p|br|h[1-6]|span|td|meta)[\s/>]`)

// isHTML tells markup from text: by type, or by a tag in the first part of it.
func isHTML(media, text string) bool {
	switch media {
	case "text/html", "application/xhtml+xml":
		return true
	case "text/plain", "text/markdown":
		return false
	}
	return markup.MatchString(text[:min(len(text), 4096)])
}

func (d *document) readHTML(text string) {
	root, err := html.Parse(strings.NewReader(text))
	if err != nil {
		// markup nested too deep to be parsed is no page anyone reads
		return
	}
	doc := goquery.NewDocumentFromNode(root)
	d.meta = readMeta(doc)
	at := body(doc)
	d.blocks = grid.HTML(at)
	d.attachments, d.images = attachmentsOf(at, d.page.URL)
}

// foldScript removes phonetic annotations, and turns a page in Traditional
// script to Simplified. A Simplified page is left as it is: the tables would
// turn 乾县 into 干县.
func (d *document) foldScript() {
	var all strings.Builder
	for _, b := range d.blocks {
		all.WriteString(blockText(b))
		all.WriteByte('\n')
	}
	_, n := script.StripAnnotations(all.String())
	traditional := script.IsTraditional(all.String())
	d.annotations = n
	if n == 0 && !traditional {
		return
	}
	fold := func(s string) string {
		if n > 0 {
			s, _ = script.StripAnnotations(s)
		}
		if traditional {
			s = script.Simplify(s)
		}
		return s
	}
	seen := map[*grid.Cell]bool{}
	for i, b := range d.blocks {
		if b.Grid == nil {
			d.blocks[i].Text = fold(b.Text)
			continue
		}
		for j := range b.Grid.Lines {
			b.Grid.Lines[j] = fold(b.Grid.Lines[j])
		}
		for _, row := range b.Grid.Rows {
			for _, c := range row {
				if c != nil && !seen[c] {
					seen[c] = true
					c.Text = fold(c.Text)
				}
			}
		}
	}
	for _, s := range []*string{&d.meta.title, &d.meta.head, &d.meta.issuer, &d.meta.source, &d.page.LinkTitle} {
		*s = fold(*s)
	}
	for i := range d.meta.h1 {
		d.meta.h1[i] = fold(d.meta.h1[i])
	}
}

// report puts together what the blocks say.
func (d *document) report() Report {
	r := empty(NotAReport)
	blocks, copies := single(d.blocks)
	blocks = trimNoise(blocks)
	ownTitle, ownParts, blocks := takeTitle(blocks)
	laid, statutory := lay(blocks)
	r.Sections = sections(blocks, statutory)
	r.Tables, r.Templates, r.StatisticsLabels = laid.Tables, laid.Templates, laid.Labels
	if laid.Notes != nil {
		r.CellNotes = laid.Notes
	}
	version := laid.Version()
	r.Template = &version
	r.Title = titleFrom(ownTitle, d.meta, d.page.LinkTitle)
	if d.attachments != nil {
		r.Attachments = d.attachments
	}
	r.Annotations, r.Origins = d.annotations, laid.Origins
	r.Kind = kindOf(r.Title, r.Sections, &r.Tables, len(r.Attachments), d.images)
	if r.Kind == NotAReport {
		return bare(r)
	}
	r.Copies = copies
	w := d.who(&r, blocks, ownParts)
	d.identify(&r, w)
	r.Findings = d.findings(&r, w, laid)
	agency := ""
	if r.Agency != nil {
		agency = *r.Agency
	}
	if hash, ok := ContentHash(agency, r.Sections, &r.Tables); ok {
		r.ContentSHA256 = &hash
	}
	return r
}

// bare takes off a page that is no report what could be mistaken for one.
func bare(r Report) Report {
	out := empty(NotAReport)
	out.Title, out.Attachments = r.Title, r.Attachments
	return out
}

// lay lays the grids of the document on to the forms.
func lay(blocks []grid.Block) (form.Laid, map[*grid.Grid]bool) {
	var grids []*grid.Grid
	for _, b := range blocks {
		if b.Grid != nil {
			grids = append(grids, b.Grid)
		}
	}
	laid := form.Lay(grids)
	statutory := map[*grid.Grid]bool{}
	for i, g := range grids {
		statutory[g] = laid.Statutory[i]
	}
	return laid, statutory
}

func (d *document) who(r *Report, blocks []grid.Block, own titleParts) who {
	w := who{titleYear: own.year, titleAgency: own.agency, periodYear: periodYear(r.Sections), textYear: statedYear(r.Sections)}
	if parts, ok := readTitle(r.Title); ok {
		if w.titleYear == 0 {
			w.titleYear = parts.year
		}
		w.titleAgency = first(w.titleAgency, parts.agency)
	}
	signed, on := signature(blocks)
	w.signedOn = on
	w.bodyAgency = reconcile(w.titleAgency, signed, actingAgency(r.Sections))
	return w
}

// identify sets agency, year and dates.
func (d *document) identify(r *Report, w who) {
	published := ""
	for _, s := range []string{d.meta.pubDate, d.page.LinkDate} {
		if date, ok := firstDate(s); ok && published == "" {
			published = date
		}
	}
	if published == "" {
		published, _ = pathDate(d.page.URL)
	}
	r.PublishedOn, r.SignedOn = known(published), known(w.signedOn)
	agency, printed := w.agency(d.page, d.meta)
	r.Agency, r.AgencyPrinted = known(agency), known(printed)
	if y := w.year(d.page, published); y > 0 {
		r.Year = &y
	}
}

func known(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func (d *document) findings(r *Report, w who, laid form.Laid) []audit.Finding {
	s := audit.Subject{
		Narrative: r.Kind == AnnualReport, Tables: &r.Tables, Templates: r.Templates, Notes: r.CellNotes, Shifted: laid.Shifted,
		PeriodYear: w.periodYear, SignedOn: w.signedOn, TitleAgency: w.titleAgency, BodyAgency: w.bodyAgency,
		Copies: r.Copies, Annotations: r.Annotations,
	}
	if r.Year != nil {
		s.Year = *r.Year
	}
	for _, sec := range r.Sections {
		s.Sections = append(s.Sections, audit.Section{Number: sec.Number, Text: sec.Text})
	}
	if found := audit.Check(s); found != nil {
		return found
	}
	return []audit.Finding{}
}
