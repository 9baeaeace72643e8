package sample

import (
	"fmt"
	"html"
	"strings"
)

// cleanScribe writes well-formed HTML: headings, paragraphs, and tables whose
// spans are those of the form.
type cleanScribe struct{ strings.Builder }

func (w *cleanScribe) heading(_ int, text string) {
	fmt.Fprintf(w, "<p style=\"text-indent:2em\"><strong>%s</strong></p>\n", html.EscapeString(text))
}

func (w *cleanScribe) paragraph(text string) {
	fmt.Fprintf(w, "<p style=\"text-indent:2em\">%s</p>\n", html.EscapeString(text))
}

func (w *cleanScribe) table(t Table) {
	w.WriteString("<table border=\"1\" cellspacing=\"0\" cellpadding=\"4\" width=\"100%\"><tbody>\n")
	for _, l := range lay(t).lines {
		w.WriteString("<tr>")
		for _, s := range l.shifted() {
			fmt.Fprintf(w, "<td%s>%s</td>", spans(s), html.EscapeString(s.text))
		}
		w.WriteString("</tr>\n")
	}
	w.WriteString("</tbody></table>\n")
}

// spans are the attributes of a cell that spans more than one.
func spans(s slot) string {
	out := ""
	if s.rows > 1 {
		out += fmt.Sprintf(" rowspan=\"%d\"", s.rows)
	}
	if s.cols > 1 {
		out += fmt.Sprintf(" colspan=\"%d\"", s.cols)
	}
	return out
}
