package sample

import (
	"html"
	"strings"
)

// Rendering is one way in which content systems put a report's body on a page.
type Rendering string

// The renderings. What each looks like is said where it is written.
const (
	Clean       Rendering = "clean"        // HTML tables with spans
	Word        Rendering = "word"         // tables and text as Word pastes them
	Tabbed      Rendering = "tabbed"       // tables flattened to tabs, all in <pre>
	TabbedLines Rendering = "tabbed_lines" // the same in <p> and <br>
	Piped       Rendering = "piped"        // one cell per line, fillers on a line of their own
	PipedRows   Rendering = "piped_rows"   // one cell per line, fillers behind the last cell
	Markdown    Rendering = "markdown"     // drifting headings, tables with tabs
	Traditional Rendering = "traditional"  // Piped in Traditional script, annotated
)

// Renderings lists them all.
func Renderings() []Rendering {
	return []Rendering{Clean, Word, Tabbed, TabbedLines, Piped, PipedRows, Markdown, Traditional}
}

// Render prints a document as a full HTML page in UTF-8, in the chrome of the
// first sample portal. A document marked Traditional comes out in that script
// in every rendering. An unknown rendering is printed as Clean.
func Render(d Document, r Rendering) []byte {
	if r == Traditional {
		d.Traditional = true
	}
	return []byte(dress(themeTRS, sheet{document: d, rendering: r, site: qingxiGov, column: "政府信息公开工作年度报告"}))
}

// Text prints a document without any HTML, in the renderings that are text
// (all but Clean and Word, which come out as Tabbed).
func Text(d Document, r Rendering) string {
	if r == Traditional {
		d.Traditional = true
	}
	text := strings.Join(lines(d, r), "\n")
	if d.Traditional {
		text = annotate(traditional(text))
	}
	return text
}

// scribe writes the parts of a document in one rendering.
type scribe interface {
	heading(section int, text string)
	paragraph(text string)
	table(t Table)
}

// body is the HTML that stands in the page's body container.
func body(d Document, r Rendering) string {
	var out string
	switch r {
	case Word:
		w := &wordScribe{}
		write(d, w)
		out = w.String()
	case Tabbed:
		out = "<pre>" + html.EscapeString(strings.Join(lines(d, r), "\n")) + "</pre>"
	case TabbedLines, Markdown:
		out = inParagraphs(lines(d, r))
	case Piped, PipedRows, Traditional:
		out = inBreaks(lines(d, r))
	default:
		w := &cleanScribe{}
		write(d, w)
		out = w.String()
	}
	if d.Traditional {
		out = annotate(traditional(out))
	}
	return out + tail(d)
}

// lines prints a document as lines of text.
func lines(d Document, r Rendering) []string {
	switch r {
	case Piped, PipedRows, Traditional:
		w := &pipeScribe{rows: r == PipedRows}
		write(d, w)
		return w.lines
	case Markdown:
		w := &tabScribe{markdown: true}
		w.lines = append(w.lines, "# "+d.Title, "")
		write(d, w)
		return w.lines
	default:
		w := &tabScribe{}
		write(d, w)
		return w.lines
	}
}

// write walks a document, as often as it stands in the page.
func write(d Document, w scribe) {
	for range max(1, d.Copies) {
		for _, s := range d.Sections {
			if s.Heading != "" {
				w.heading(s.Number, s.title())
			}
			for _, p := range s.Paragraphs {
				w.paragraph(p)
			}
			for _, t := range s.Tables {
				w.table(t)
			}
			for _, p := range s.After {
				w.paragraph(p)
			}
		}
		for _, p := range d.signature() {
			w.paragraph(p)
		}
	}
}

// title is a section's heading with its ordinal.
func (s Section) title() string {
	if s.Ordinal == "" {
		return s.Heading
	}
	return s.Ordinal + "、" + s.Heading
}

// tail is what stands below the body inside the container: attachments and a
// trailing link.
func tail(d Document) string {
	var b strings.Builder
	if len(d.Attachments) > 0 {
		b.WriteString("\n<p class=\"fj\">相关附件：")
		for _, name := range d.Attachments {
			b.WriteString("<a href=\"" + html.EscapeString(name) + "\">" + html.EscapeString(name) + "</a> ")
		}
		b.WriteString("</p>")
	}
	if d.Trailer != "" {
		b.WriteString("\n<p>" + html.EscapeString(d.Trailer) + "</p>")
	}
	return b.String()
}

// shifted moves a row's values as its shift says: to the left into the columns
// of its label, to the right behind an empty cell.
func (l line) shifted() []slot {
	slots := append([]slot(nil), l.slots...)
	for i := range slots {
		if !slots[i].value || l.shift == 0 {
			continue
		}
		if l.shift > 0 {
			return append(append(append([]slot(nil), slots[:i]...), one("")), slots[i:]...)
		}
		if i > 0 && slots[i-1].cols > 1 {
			slots[i-1].cols--
			return append(slots, one(""))
		}
		return slots
	}
	return slots
}
