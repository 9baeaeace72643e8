package extract

import (
	"bytes"
	"regexp"
	"strings"

	"golang.org/x/net/html"

	"nianbao/extract/audit"
	"nianbao/extract/charset"
	"nianbao/extract/form"
	"nianbao/extract/grid"
	"nianbao/extract/markup"
	"nianbao/extract/script"
)

// Read reads one page. It never fails: what is no report has a kind that says
// so, and what cannot be read is null.
func Read(p Page) Report {
	r := read(p)
	keep(&r)
	return r
}

func read(p Page) Report {
	if len(bytes.TrimSpace(p.Body)) == 0 {
		return empty(NotAReport)
	}
	if media := MediaType(p.Body); media != "" {
		return readFile(p, media)
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
	body        *html.Node // the element the report stands in; nil for a text
	blocks      []grid.Block
	annotated   bool // phonetic annotations are to be removed
	traditional bool // the page is in Traditional script
	attachments []Attachment
	images      int
	annotations int
	pictured    int // attachments that are images of pages
}

var markups = regexp.MustCompile(`(?i)<(?:!doctype|html|head|body|table|div|p|br|h[1-6]|span|td|meta)[\s/>]`)

// isHTML tells markup from text: by type, or by a tag in the first part of it.
func isHTML(media, text string) bool {
	switch media {
	case "text/html", "application/xhtml+xml":
		return true
	case "text/plain", "text/markdown":
		return false
	}
	return markups.MatchString(text[:min(len(text), 4096)])
}

// inline are tags that set how text looks; left open again and again, they nest
// deeper than the parser goes.
var inline = regexp.MustCompile(`(?i)</?(?:span|font|b|strong|i|em|u|a|big|small|o:p|st1:[a-z]+)(?:\s[^>]*)?>`)

// cutCell is the end of a page that breaks off in a table cell: what the cell
// says may go on.
var cutCell = regexp.MustCompile(`(?i)<t[dh]\b[^>]*>(?:<(?:p|span|font|b|strong|div|o:p)\b[^>]*>|[^<])*$`)

// cutTail is how far from its end a page is looked at for where it breaks off,
// in bytes.
const cutTail = 2048

// uncut is a page without such a cell. One that ends with the end of an element
// does not break off.
func uncut(text string) string {
	if last := strings.LastIndexByte(text, '<'); last < 0 || strings.HasPrefix(text[last:], "</") {
		return text
	}
	from := max(0, len(text)-cutTail)
	if m := cutCell.FindStringIndex(text[from:]); m != nil {
		return text[:from+m[0]]
	}
	return text
}

func (d *document) readHTML(text string) {
	text = uncut(text)
	root, err := markup.Parse(text)
	if err != nil {
		root, err = markup.Parse(inline.ReplaceAllString(text, ""))
	}
	if err != nil {
		return // nested too deep all the same: no page anyone reads
	}
	s := look(root, len(text))
	d.meta = s.meta
	at := s.body()
	d.blocks = grid.HTML(at)
	d.body = at
	d.attachments, d.images = attachmentsOf(s.scopes(at), d.page.URL)
}

// foldScript removes phonetic annotations, and turns a page in Traditional
// script to Simplified. A Simplified page is left as it is: the tables would
// turn 乾县 into 干县.
func (d *document) foldScript() {
	var census script.Census
	suspect := false
	look := func(text string) {
		if len(text) >= len("一") { // else it is no character, and no bracket behind one
			census.Add(text)
			suspect = suspect || script.MayBeAnnotated(text)
		}
	}
	for _, b := range d.blocks {
		look(b.Text)
		if b.Grid != nil {
			for c := range cells(b.Grid) {
				look(c.Text)
			}
		}
	}
	if suspect {
		d.annotations = countAnnotations(d.blocks)
	}
	d.annotated, d.traditional = d.annotations > 0, census.Traditional()
	if !d.annotated && !d.traditional {
		return
	}
	seen := map[*grid.Cell]bool{}
	for i, b := range d.blocks {
		if b.Grid == nil {
			d.blocks[i].Text = d.fold(b.Text)
			continue
		}
		for j := range b.Grid.Lines {
			b.Grid.Lines[j] = d.fold(b.Grid.Lines[j])
		}
		for _, row := range b.Grid.Rows {
			for _, c := range row {
				if c != nil && !seen[c] {
					seen[c] = true
					c.Text = d.fold(c.Text)
				}
			}
		}
	}
	for _, s := range []*string{&d.meta.site, &d.meta.title, &d.meta.head, &d.meta.issuer, &d.meta.source, &d.page.LinkTitle} {
		*s = d.fold(*s)
	}
	for i := range d.meta.h1 {
		d.meta.h1[i] = d.fold(d.meta.h1[i])
	}
}

// fold turns a text into the script the document is read in.
func (d *document) fold(s string) string {
	if d.annotated {
		s, _ = script.StripAnnotations(s)
	}
	if d.traditional {
		s = script.Simplify(s)
	}
	return s
}

// countAnnotations counts phonetic annotations; what one is depends on how many
// others there are, so it takes the whole text.
func countAnnotations(blocks []grid.Block) int {
	var all strings.Builder
	for _, b := range blocks {
		all.WriteString(blockText(b))
		all.WriteByte('\n')
	}
	_, n := script.StripAnnotations(all.String())
	return n
}

// report puts together what the blocks say.
func (d *document) report() Report {
	r := empty(NotAReport)
	p := d.parts()
	if d.attachments == nil && d.body != nil && p.laid.Tables.Numbers() == 0 {
		d.attachments = attachmentsAround(d.body, d.page.URL)
	}
	if d.attachments != nil {
		r.Attachments = d.attachments
	}
	if len(d.page.Files) > 0 && !p.listing { // the files of a list are reports of their own
		r.TablesFrom, r.TextFrom = d.complete(&p, r.Attachments)
	}
	title, laid := p.title, p.laid
	if p.narrative != nil {
		r.Sections = p.narrative
	}
	r.Tables, r.Templates, r.StatisticsLabels = laid.Tables, laid.Templates, laid.Labels
	if laid.Notes != nil {
		r.CellNotes = laid.Notes
	}
	version := laid.Version()
	r.Template = &version
	r.Title = title.text
	r.Annotations, r.Origins = d.annotations, laid.Origins
	r.Kind = kindOf(evidence{title: title, listing: p.listing, sections: r.Sections, tables: &r.Tables, attachments: len(r.Attachments) - d.pictured, images: d.images + d.pictured})
	if r.Kind == NotAReport {
		return bare(r)
	}
	r.Copies = p.copies
	w := d.who(&r, p.lines, title)
	d.identify(&r, w)
	if r.Kind == AnnualReport || r.Kind == LegalTableOnly {
		r.Findings = d.findings(&r, w, laid)
	}
	agency := ""
	if r.Agency != nil {
		agency = *r.Agency
	}
	if hash, ok := contentHash(agency, r.Sections, p.normals, &r.Tables); ok {
		r.ContentSHA256 = &hash
	}
	return r
}

// parts is what the blocks of one document say.
type parts struct {
	copies    int
	laid      form.Laid
	listing   bool // several lines are titles of reports
	title     named
	narrative []Section
	normals   [][]string // normal form of each section's text
	lines     []line     // without noise and title
}

func (d *document) parts() parts {
	blocks, copies := single(newLines(d.blocks))
	p := parts{copies: copies}
	p.laid, blocks = lay(blocks, d.page.Explain)
	p.listing = listing(blocks)
	p.title, p.lines = d.title(trimNoise(blocks))
	p.narrative, p.normals = sections(p.lines)
	return p
}

// minFormRows is how many rows of the form's make a page without a number an
// empty form.
const minFormRows = 5

// bare takes off a page that is no report what could be mistaken for one.
func bare(r Report) Report {
	out := empty(NotAReport)
	out.Title, out.Attachments = r.Title, r.Attachments
	out.EmptyForm = len(r.Tables.Applications)+len(r.Tables.Disclosure)+len(r.Tables.ReviewLitigation)+len(r.Tables.Statistics) >= minFormRows
	return out
}

// lay lays the grids of the document on to the forms. What only looked like a
// table (flattened, and none of the form's) is lines of text again.
func lay(blocks []line, explain bool) (form.Laid, []line) {
	var grids []*grid.Grid
	for _, b := range blocks {
		if b.Grid != nil {
			grids = append(grids, b.Grid)
		}
	}
	onto := form.Lay
	if explain {
		onto = form.Explain
	}
	laid := onto(grids)
	if !dissolves(grids, laid.Statutory) {
		return laid, blocks
	}
	out := make([]line, 0, len(blocks))
	i := 0
	for _, b := range blocks {
		if b.Grid == nil {
			out = append(out, b)
			continue
		}
		if len(b.Grid.Lines) > 0 && !laid.Statutory[i] {
			for _, text := range b.Grid.Lines {
				out = append(out, line{Block: grid.Block{Text: text}})
			}
		} else {
			out = append(out, b)
		}
		i++
	}
	return laid, out
}

// dissolves tells whether one of the grids is no table after all.
func dissolves(grids []*grid.Grid, statutory []bool) bool {
	for i, g := range grids {
		if len(g.Lines) > 0 && !statutory[i] {
			return true
		}
	}
	return false
}

func (d *document) who(r *Report, blocks []line, title named) who {
	w := who{titleYear: title.year, titleAgency: title.agency, periodYear: periodYear(r.Sections), textYear: statedYear(r.Sections)}
	signed, on := signature(blocks)
	w.signedOn = on
	acting := actingAgency(r.Sections)
	w.bodyAgency = reconcile(w.titleAgency, signed, acting)
	w.stranger = stranger(w.titleAgency, signed, acting, r.Sections)
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
		PeriodYear: w.periodYear, SignedOn: w.signedOn, TitleAgency: w.titleAgency, BodyAgency: firstOf([]string{w.stranger, w.bodyAgency}),
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
