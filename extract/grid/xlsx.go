package grid

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"
)

// XLSX reads the blocks of an Office Open XML spreadsheet (ECMA-376 part 1,
// 18: SpreadsheetML): of every sheet that is shown, rows with one text as
// lines, and tables with their merged cells as exact grids. Numbers are read
// as they are kept; how a format would round them is not looked at.
//
// The error wraps ErrOffice or ErrTooLarge. Time and memory are bounded,
// whatever the file claims.
func XLSX(body []byte) ([]Block, error) {
	p, err := openPackage(body)
	if err != nil {
		return nil, err
	}
	main := p.related("", "officedocument", "xl/workbook.xml")
	sheets, err := p.sheets(main)
	if err != nil {
		return nil, err
	}
	shared, err := p.sharedStrings(p.related(main, "sharedstrings", "xl/sharedstrings.xml"))
	if err != nil {
		return nil, err
	}
	var out []Block
	positions := 0
	for _, part := range sheets {
		s, err := p.sheet(part, shared)
		if err != nil {
			return nil, err
		}
		blocks, err := s.blocks(&positions)
		if err != nil {
			return nil, err
		}
		out = append(out, blocks...)
	}
	return Flat(out), nil
}

// maxSheets bounds how many sheets of one file are read.
const maxSheets = 64

// sheets lists the parts of the sheets that are shown, in order.
func (p *officePackage) sheets(main string) ([]string, error) {
	data, err := p.read(main)
	if err != nil {
		return nil, err
	}
	parts := map[string]string{}
	for _, r := range p.relations(main) {
		parts[r.id] = r.part
	}
	var out []string
	d := xml.NewDecoder(bytes.NewReader(data))
	err = eachPart(d, func(e xml.StartElement) error {
		if e.Name.Local != "sheets" {
			return skip(d, 1)
		}
		return each(d, 1, func(e xml.StartElement) error {
			part := parts[val(e, "id")]
			if state := val(e, "state"); part != "" && (state == "" || state == "visible") && len(out) < maxSheets {
				out = append(out, part)
			}
			return skip(d, 2)
		})
	})
	if err != nil {
		return nil, fmt.Errorf("read workbook: %w", err)
	}
	return out, nil
}

// sharedStrings reads the table of texts that cells point to; a workbook
// without texts has none.
func (p *officePackage) sharedStrings(part string) ([]string, error) {
	data, err := p.optional(part)
	if err != nil || data == nil {
		return nil, err
	}
	var out []string
	d := xml.NewDecoder(bytes.NewReader(data))
	err = eachPart(d, func(e xml.StartElement) error {
		if e.Name.Local != "si" {
			return skip(d, 1)
		}
		text, err := richText(d, 1)
		out = append(out, text)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read shared strings: %w", err)
	}
	return out, nil
}

// richText reads the text of an si or is element: plain, or in runs. How it is
// spoken (rPh) is left out.
func richText(d *xml.Decoder, depth int) (string, error) {
	var b strings.Builder
	err := each(d, depth, func(e xml.StartElement) error {
		switch e.Name.Local {
		case "t":
			return charData(d, &b, depth+1)
		case "r":
			return each(d, depth+1, func(e xml.StartElement) error {
				if e.Name.Local == "t" {
					return charData(d, &b, depth+2)
				}
				return skip(d, depth+2)
			})
		}
		return skip(d, depth+1)
	})
	return b.String(), err
}

// charData reads the characters of the element just opened.
func charData(d *xml.Decoder, b *strings.Builder, depth int) error {
	for {
		token, err := d.Token()
		if err != nil {
			return fmt.Errorf("read text: %w: %w", ErrOffice, err)
		}
		switch t := token.(type) {
		case xml.CharData:
			b.Write(t)
		case xml.StartElement:
			if err := skip(d, depth+1); err != nil {
				return err
			}
		case xml.EndElement:
			return nil
		}
	}
}

// sheet reads one sheet.
func (p *officePackage) sheet(part string, shared []string) (*worksheet, error) {
	data, err := p.read(part)
	if err != nil {
		return nil, err
	}
	s := newWorksheet()
	r := sheetReader{d: xml.NewDecoder(bytes.NewReader(data)), sheet: s, shared: shared, at: spot{-1, -1}}
	err = eachPart(r.d, func(e xml.StartElement) error {
		switch e.Name.Local {
		case "sheetData":
			return each(r.d, 1, r.row)
		case "mergeCells":
			return each(r.d, 1, func(e xml.StartElement) error {
				from, to, _ := strings.Cut(val(e, "ref"), ":")
				a, ok := cellPlace(from)
				if b, whole := cellPlace(to); ok && whole {
					s.merge(a, b)
				}
				return skip(r.d, 2)
			})
		}
		return skip(r.d, 1)
	})
	if err != nil {
		return nil, fmt.Errorf("read sheet %s: %w", part, err)
	}
	return s, nil
}

// sheetReader reads the cells of one sheet.
type sheetReader struct {
	d      *xml.Decoder
	sheet  *worksheet
	shared []string
	at     spot // of the last cell; places may be left out (18.3.1.4)
}

func (r *sheetReader) row(e xml.StartElement) error {
	r.at = spot{r.at.row + 1, -1}
	if n, err := strconv.Atoi(val(e, "r")); err == nil && n > 0 {
		r.at.row = n - 1
	}
	hidden := on1(val(e, "hidden"))
	return each(r.d, 2, func(e xml.StartElement) error {
		if e.Name.Local != "c" || hidden {
			return skip(r.d, 3)
		}
		return r.cell(e)
	})
}

// on1 is an attribute that is a truth (xsd:boolean).
func on1(s string) bool { return s == "1" || s == "true" }

func (r *sheetReader) cell(e xml.StartElement) error {
	r.at.col++
	if at, ok := cellPlace(val(e, "r")); ok {
		r.at = at
	}
	kind := val(e, "t")
	var value strings.Builder
	inline := ""
	err := each(r.d, 3, func(e xml.StartElement) error {
		switch e.Name.Local {
		case "v":
			return charData(r.d, &value, 4)
		case "is":
			text, err := richText(r.d, 4)
			inline = text
			return err
		}
		return skip(r.d, 4)
	})
	if err != nil {
		return err
	}
	return r.sheet.put(r.at, r.text(kind, value.String(), inline))
}

// text is what a cell of a type says (18.18.11).
func (r *sheetReader) text(kind, value, inline string) string {
	switch kind {
	case "s":
		if i, err := strconv.Atoi(strings.TrimSpace(value)); err == nil && i >= 0 && i < len(r.shared) {
			return r.shared[i]
		}
		return ""
	case "inlineStr":
		return inline
	case "", "n":
		if v, err := strconv.ParseFloat(strings.TrimSpace(value), 64); err == nil {
			return sheetNumber(v)
		}
	}
	return value
}

// cellPlace reads a reference such as AB12.
func cellPlace(ref string) (spot, bool) {
	at := spot{col: -1}
	i := 0
	for ; i < len(ref) && i < 4 && ref[i] >= 'A' && ref[i] <= 'Z'; i++ {
		at.col = (at.col+1)*26 + int(ref[i]-'A')
	}
	n, err := strconv.Atoi(ref[i:])
	if i == 0 || err != nil || n < 1 {
		return spot{}, false
	}
	at.row = n - 1
	return at, true
}
