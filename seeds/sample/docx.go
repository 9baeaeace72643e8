package sample

import (
	"archive/zip"
	"bytes"
	"fmt"
	"html"
	"strings"
)

const (
	wordNamespace = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`
	contentTypes  = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`
	packageRels = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`
)

// Docx prints one copy of a document as an Office Open XML file (ECMA-376):
// paragraphs, and tables with gridSpan and vMerge. The bytes depend on the
// document alone.
func Docx(d Document) []byte {
	d.Copies = 1
	w := &docxScribe{}
	if d.Title != "" {
		w.paragraph(d.Title)
	}
	write(d, w)
	parts := []struct{ name, text string }{
		{"[Content_Types].xml", contentTypes},
		{"_rels/.rels", packageRels},
		{"word/document.xml", `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n<w:document " + wordNamespace + "><w:body>" +
			w.String() + docxPage + "</w:body></w:document>"},
	}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, p := range parts {
		f, err := z.Create(p.name)
		if err != nil {
			return nil
		}
		if _, err := f.Write([]byte(p.text)); err != nil {
			return nil
		}
	}
	if err := z.Close(); err != nil {
		return nil
	}
	return out.Bytes()
}

// docxPage is A4 with the margins of an official document (GB/T 9704).
const docxPage = `<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440" w:right="1300" w:bottom="1440" w:left="1300"/></w:sectPr>`

type docxScribe struct{ strings.Builder }

func (w *docxScribe) heading(_ int, text string) {
	fmt.Fprintf(w, "<w:p><w:pPr><w:outlineLvl w:val=\"0\"/></w:pPr>%s</w:p>", docxRun(text))
}

func (w *docxScribe) paragraph(text string) {
	fmt.Fprintf(w, "<w:p>%s</w:p>", docxRun(text))
}

func docxRun(text string) string {
	return "<w:r><w:t xml:space=\"preserve\">" + html.EscapeString(text) + "</w:t></w:r>"
}

// table writes every grid column; a cell spanned from above goes on with an
// empty vMerge.
func (w *docxScribe) table(t Table) {
	l := lay(t)
	w.WriteString("<w:tbl><w:tblPr><w:tblW w:w=\"" + fmt.Sprint(docxMeasure/l.width*l.width) + "\" w:type=\"dxa\"/>" + docxBorders + "</w:tblPr><w:tblGrid>" +
		strings.Repeat(fmt.Sprintf("<w:gridCol w:w=\"%d\"/>", docxMeasure/l.width), l.width) + "</w:tblGrid>")
	left := make([]int, l.width) // rows a span from above still covers
	wide := make([]int, l.width) // and its columns
	for _, row := range l.lines {
		w.WriteString("<w:tr>")
		slots := row.shifted()
		for x, i := 0, 0; x < l.width; {
			if left[x] > 0 {
				cols := wide[x]
				left[x]--
				docxCell(w, slot{cols: cols}, "<w:vMerge/>")
				x += max(1, cols)
				continue
			}
			if i == len(slots) {
				break
			}
			s := slots[i]
			merge := ""
			if s.rows > 1 {
				merge, left[x], wide[x] = "<w:vMerge w:val=\"restart\"/>", s.rows-1, s.cols
			}
			docxCell(w, s, merge)
			x += s.cols
			i++
		}
		w.WriteString("</w:tr>")
	}
	w.WriteString("</w:tbl>")
}

// docxMeasure is the width of the text on A4, in twips.
const docxMeasure = 9300

// docxBorders rule every cell.
const docxBorders = `<w:tblBorders><w:top w:val="single" w:sz="4"/><w:left w:val="single" w:sz="4"/><w:bottom w:val="single" w:sz="4"/>` +
	`<w:right w:val="single" w:sz="4"/><w:insideH w:val="single" w:sz="4"/><w:insideV w:val="single" w:sz="4"/></w:tblBorders>`

func docxCell(w *docxScribe, s slot, merge string) {
	span := ""
	if s.cols > 1 {
		span = fmt.Sprintf("<w:gridSpan w:val=\"%d\"/>", s.cols)
	}
	fmt.Fprintf(w, "<w:tc><w:tcPr>%s%s</w:tcPr><w:p>%s</w:p></w:tc>", span, merge, docxRun(s.text))
}
