package grid

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// bodyLevel is the outline level of text that is no heading (ECMA-376 part 1,
// 17.3.1.20).
const bodyLevel = 9

// wordProps are what a paragraph says of itself, or a style of its paragraphs.
type wordProps struct {
	style   string
	outline int // outline level from 0; -1 where not stated
	list    int // numId; 0 for no list, -1 where not stated
	depth   int // ilvl; -1 where not stated
}

var plainProps = wordProps{outline: -1, list: -1, depth: -1}

// wordStyle is a paragraph style.
type wordStyle struct {
	wordProps
	base string
}

// styleHeading is the name, in any language the formats come in, of the
// built-in styles of headings.
var styleHeading = regexp.MustCompile(`(?i)^(?:heading|标题|標題)\s*([1-9])$`)

// readStyles reads the paragraph styles by id.
func readStyles(part []byte) (map[string]wordStyle, error) {
	styles := map[string]wordStyle{}
	d := xml.NewDecoder(bytes.NewReader(part))
	return styles, eachPart(d, func(e xml.StartElement) error {
		if e.Name.Local != "style" {
			return skip(d, 1)
		}
		s := wordStyle{wordProps: plainProps}
		id := val(e, "styleId")
		name := ""
		err := each(d, 2, func(e xml.StartElement) error {
			switch e.Name.Local {
			case "name":
				name = val(e, "val")
			case "basedOn":
				s.base = val(e, "val")
			case "pPr":
				props, _, err := readProps(d, 3)
				s.wordProps = props
				return err
			}
			return skip(d, 3)
		})
		if m := styleHeading.FindStringSubmatch(strings.TrimSpace(name)); m != nil && s.outline < 0 {
			level, _ := strconv.Atoi(m[1])
			s.outline = level - 1
		}
		if strings.EqualFold(name, "Title") && s.outline < 0 {
			s.outline = 0
		}
		styles[id] = s
		return err
	})
}

// eachPart opens the root element of a part and calls f for what is in it.
func eachPart(d *xml.Decoder, f func(xml.StartElement) error) error {
	for {
		token, err := d.Token()
		if err != nil {
			return fmt.Errorf("read markup: %w: %w", ErrOffice, err)
		}
		if _, root := token.(xml.StartElement); root {
			return each(d, 0, f)
		}
	}
}

// readProps reads a w:pPr; erased tells that the paragraph's end was deleted,
// so that the next one goes on in it.
func readProps(d *xml.Decoder, depth int) (p wordProps, erased bool, err error) {
	p = plainProps
	err = each(d, depth, func(e xml.StartElement) error {
		switch e.Name.Local {
		case "pStyle":
			p.style = val(e, "val")
		case "outlineLvl":
			if n, ok := number(e); ok && n >= 0 {
				p.outline = n
			}
		case "numPr":
			return each(d, depth+1, func(e xml.StartElement) error {
				n, ok := number(e)
				switch {
				case ok && e.Name.Local == "numId":
					p.list = n
				case ok && e.Name.Local == "ilvl":
					p.depth = n
				}
				return skip(d, depth+2)
			})
		case "rPr":
			return each(d, depth+1, func(e xml.StartElement) error {
				erased = erased || e.Name.Local == "del" || e.Name.Local == "moveFrom"
				return skip(d, depth+2)
			})
		}
		return skip(d, depth+1)
	})
	return p, erased, err
}

// maxBases bounds a chain of styles, which a broken file may close to a ring.
const maxBases = 16

// styled fills in from its style what a paragraph does not say itself.
func styled(p wordProps, styles map[string]wordStyle) wordProps {
	id := p.style
	for range maxBases {
		s, known := styles[id]
		if !known {
			break
		}
		if p.outline < 0 {
			p.outline = s.outline
		}
		if p.list < 0 {
			p.list = s.list
		}
		if p.depth < 0 {
			p.depth = s.wordProps.depth
		}
		id = s.base
	}
	return p
}

// level is the heading level of a paragraph, 0 for text.
func (p wordProps) level() int {
	if p.outline < 0 || p.outline >= bodyLevel {
		return 0
	}
	return min(p.outline+1, 6)
}
