package grid

import (
	"encoding/xml"
	"fmt"
	"strings"
)

// wordReader reads the main part of a Word file, element by element.
type wordReader struct {
	decoder   *xml.Decoder
	styles    map[string]wordStyle
	lists     wordLists
	flow      *wordFlow
	hidden    bool // inside a run that is not shown
	positions int  // of all tables so far
}

// wordFlow is where paragraphs go: the body, a cell, a text box.
type wordFlow struct {
	blocks []Block
	line   strings.Builder
	level  int         // of the paragraph being read
	boxes  []*wordFlow // anchored in the paragraph being read
	inside bool        // a paragraph is open
	tables bool        // a table stands in it
}

// document reads the part to its end.
func (w *wordReader) document() error {
	err := eachPart(w.decoder, func(e xml.StartElement) error { return w.element(e, 1) })
	if err == nil {
		w.flow.flush()
		return nil
	}
	return err
}

func (w *wordReader) children(depth int) error {
	return each(w.decoder, depth, func(e xml.StartElement) error { return w.element(e, depth+1) })
}

// element reads one element that was just opened. What has no meaning of its
// own here (links, content controls, insertions) is read through.
func (w *wordReader) element(e xml.StartElement, depth int) error {
	if e.Name.Local == "AlternateContent" {
		return w.alternate(depth)
	}
	if !wordSpace(e.Name.Space) {
		return w.children(depth)
	}
	switch e.Name.Local {
	case "p":
		return w.paragraph(depth)
	case "tbl":
		return w.table(depth)
	case "r":
		outer := w.hidden
		err := w.children(depth)
		w.hidden = outer
		return err
	case "rPr":
		return each(w.decoder, depth, func(e xml.StartElement) error {
			w.hidden = w.hidden || e.Name.Local == "vanish" && on(e)
			return skip(w.decoder, depth+1)
		})
	case "t":
		return w.text(depth)
	case "sdt":
		return w.control(depth)
	case "txbxContent":
		return w.box(depth)
	case "del", "moveFrom", "rt", "sectPr", "instrText", "delText", "tblPr", "tblGrid", "sdtPr":
		return skip(w.decoder, depth)
	}
	w.mark(e)
	return w.children(depth)
}

// mark reads an element that stands for a character or a line's end.
func (w *wordReader) mark(e xml.StartElement) {
	if w.hidden || !w.flow.inside {
		return
	}
	switch e.Name.Local {
	case "tab", "ptab":
		w.flow.line.WriteByte('\t')
	case "br", "cr":
		w.flow.flush()
	case "noBreakHyphen":
		w.flow.line.WriteByte('-')
	}
}

// alternate reads the first of several renderings of one thing (ECMA-376 part
// 3, 10.2.1): a text box stands in it once as a shape and once as VML.
func (w *wordReader) alternate(depth int) error {
	read := false
	return each(w.decoder, depth, func(e xml.StartElement) error {
		if read {
			return skip(w.decoder, depth+1)
		}
		read = true
		return w.children(depth + 1)
	})
}

// control reads a content control, but not the hint of one nobody filled in.
func (w *wordReader) control(depth int) error {
	hint := false
	return each(w.decoder, depth, func(e xml.StartElement) error {
		switch {
		case e.Name.Local == "sdtPr":
			return each(w.decoder, depth+1, func(e xml.StartElement) error {
				hint = hint || e.Name.Local == "showingPlcHdr" && on(e)
				return skip(w.decoder, depth+2)
			})
		case hint:
			return skip(w.decoder, depth+1)
		}
		return w.element(e, depth+1)
	})
}

// paragraph reads one paragraph; each of its lines is a block.
func (w *wordReader) paragraph(depth int) error {
	f := w.flow
	erased, numbered := false, false
	f.inside = true
	f.level = 0
	err := each(w.decoder, depth, func(e xml.StartElement) error {
		if e.Name.Local != "pPr" || !wordSpace(e.Name.Space) || numbered {
			return w.element(e, depth+1)
		}
		props, gone, err := readProps(w.decoder, depth+1)
		props = styled(props, w.styles)
		erased, numbered = gone, true
		f.level = props.level()
		f.line.WriteString(w.lists.next(props))
		return err
	})
	f.inside = false
	if !erased {
		f.flush()
		f.level = 0
	}
	for _, box := range f.boxes {
		f.blocks = append(f.blocks, box.blocks...)
		f.tables = f.tables || box.tables
	}
	f.boxes = nil
	return err
}

// text reads the characters of a run.
func (w *wordReader) text(depth int) error {
	for {
		token, err := w.decoder.Token()
		if err != nil {
			return fmt.Errorf("read text: %w: %w", ErrOffice, err)
		}
		switch t := token.(type) {
		case xml.CharData:
			if !w.hidden {
				w.flow.line.Write(t)
			}
		case xml.StartElement:
			if err := skip(w.decoder, depth+1); err != nil {
				return err
			}
		case xml.EndElement:
			return nil
		}
	}
}

// box reads a text box. It stands behind the paragraph it is anchored in.
func (w *wordReader) box(depth int) error {
	outer, hidden := w.flow, w.hidden
	w.flow, w.hidden = &wordFlow{}, false
	err := w.children(depth)
	w.flow.flush()
	outer.boxes = append(outer.boxes, w.flow)
	w.flow, w.hidden = outer, hidden
	return err
}

// flush ends a line; an empty one is dropped.
func (f *wordFlow) flush() {
	text := strings.NewReplacer("\r", " ", "\n", " ").Replace(f.line.String())
	f.line.Reset()
	if text = strings.Trim(text, " \t\u00a0\u3000"); text != "" {
		f.blocks = append(f.blocks, Block{Text: text, Level: f.level})
	}
}
