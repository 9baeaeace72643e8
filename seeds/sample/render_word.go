package sample

import (
	"fmt"
	"html"
	"strings"
)

// wordScribe writes what a browser editor keeps of a paste from Word: every
// cell a paragraph, labels split over nested spans and fonts, Office tags,
// non-breaking spaces, a colgroup, and caption cells that span more columns
// than the grid has.
type wordScribe struct {
	strings.Builder
	pieces int // spans written, so that splitting varies
}

func (w *wordScribe) heading(_ int, text string) {
	ordinal, rest, found := strings.Cut(text, "、")
	if !found {
		ordinal, rest = "", text
	} else {
		ordinal += "、"
	}
	fmt.Fprintf(w, "<p class=\"MsoNormal\" style=\"text-indent:32.0pt;mso-char-indent-count:2.0;line-height:28.0pt;mso-line-height-rule:exactly\">"+
		"<b><span style=\"font-size:16.0pt;font-family:黑体\">%s</span></b><span style=\"font-size:16.0pt;font-family:黑体;mso-bidi-font-family:黑体\">%s<o:p></o:p></span></p>\r\n",
		html.EscapeString(ordinal), w.split(rest))
}

func (w *wordScribe) paragraph(text string) {
	fmt.Fprintf(w, "<p class=MsoNormal style='text-indent:32.0pt;mso-char-indent-count:2.0'><font face=\"仿宋_GB2312\">"+
		"<span style='font-size:16.0pt;mso-hansi-font-family:Calibri'>%s</span></font><span lang=\"EN-US\"><o:p></o:p></span></p>\r\n", w.split(text))
}

// split breaks text into spans: digits into one of their own, and other text
// after every third, fifth or eighth character in turn.
func (w *wordScribe) split(text string) string {
	var b strings.Builder
	runes := []rune(text)
	for start := 0; start < len(runes); {
		end := start
		digits := isDigit(runes[start])
		most := []int{3, 5, 8, 40}[w.pieces%4]
		for end < len(runes) && isDigit(runes[end]) == digits && (digits || end-start < most) {
			end++
		}
		piece := html.EscapeString(string(runes[start:end]))
		switch {
		case digits:
			b.WriteString("<span lang=\"EN-US\">" + piece + "</span>")
		case w.pieces%3 == 0:
			b.WriteString("<font color=\"#000000\"><span style=\"mso-spacerun:'yes'\">" + piece + "</span></font>")
		default:
			b.WriteString("<span>" + piece + "</span>")
		}
		w.pieces++
		start = end
	}
	return b.String()
}

func isDigit(r rune) bool { return '0' <= r && r <= '9' }

func (w *wordScribe) table(t Table) {
	l := lay(t)
	w.WriteString("<div align=\"center\"><table class=\"MsoNormalTable\" border=\"0\" cellspacing=\"0\" cellpadding=\"0\" " +
		"style=\"border-collapse:collapse;mso-yfti-tbllook:1184;mso-padding-alt:0cm 0cm 0cm 0cm\">\r\n<colgroup>")
	for range l.width {
		w.WriteString("<col width=\"58\" style=\"mso-width-source:userset;width:43.5pt\">")
	}
	w.WriteString("</colgroup><tbody>\r\n")
	for i, row := range l.lines {
		fmt.Fprintf(w, "<tr style=\"mso-yfti-irow:%d;height:15.75pt\">", i)
		for _, s := range row.shifted() {
			if row.head && s.cols == l.width {
				s.cols++ // Word counts an invisible grid column
			}
			w.cell(s)
		}
		w.WriteString("</tr>\r\n")
	}
	w.WriteString("</tbody></table></div>\r\n<p class=\"MsoNormal\"><span lang=\"EN-US\"><o:p>&nbsp;</o:p></span></p>\r\n")
}

func (w *wordScribe) cell(s slot) {
	fmt.Fprintf(w, "<td%s valign=\"center\" style=\"border:solid windowtext 1.0pt;mso-border-alt:solid windowtext .5pt\">"+
		"<p class=\"MsoNormal\" align=\"center\" style=\"mso-pagination:widow-orphan\">", spans(s))
	switch {
	case s.text == "":
		w.WriteString("<span lang=\"EN-US\" style=\"font-size:10.0pt\"><o:p>&nbsp;</o:p></span>")
	case s.value:
		fmt.Fprintf(w, "<span lang=\"EN-US\" style=\"font-size:10.0pt\">&nbsp;%s</span><span lang=\"EN-US\"><o:p></o:p></span>", html.EscapeString(s.text))
	default:
		w.WriteString(w.split(s.text))
	}
	w.WriteString("</p></td>")
}
