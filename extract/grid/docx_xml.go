package grid

import (
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"
)

// Namespaces of WordprocessingML: transitional and strict, and of formulas,
// whose runs hold text too.
func wordSpace(space string) bool {
	switch space {
	case "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
		"http://purl.oclc.org/ooxml/wordprocessingml/main",
		"http://schemas.openxmlformats.org/officeDocument/2006/math",
		"http://purl.oclc.org/ooxml/officeDocument/math":
		return true
	}
	return false
}

// val is the value of an attribute, "" without it. Prefixes are not looked at:
// no element read here has two attributes of one name.
func val(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// number is a whole number an element has as its val.
func number(e xml.StartElement) (int, bool) {
	n, err := strconv.Atoi(strings.TrimSpace(val(e, "val")))
	return n, err == nil
}

// on tells whether a toggle such as w:vanish is set: without a value it is
// (ECMA-376 part 1, 17.17.4).
func on(e xml.StartElement) bool {
	switch strings.ToLower(val(e, "val")) {
	case "0", "false", "off", "none":
		return false
	}
	return true
}

// each calls f for the elements directly inside the one just opened, until its
// end. f must read its element to the end.
func each(d *xml.Decoder, depth int, f func(xml.StartElement) error) error {
	if depth > maxXMLDepth {
		return fmt.Errorf("elements nested too deep: %w", ErrTooLarge)
	}
	for {
		token, err := d.Token()
		if err != nil {
			return fmt.Errorf("read markup: %w: %w", ErrOffice, err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			if err := f(t); err != nil {
				return err
			}
		case xml.EndElement:
			return nil
		}
	}
}

// skip passes over the rest of the element just opened.
func skip(d *xml.Decoder, depth int) error {
	return each(d, depth, func(xml.StartElement) error { return skip(d, depth+1) })
}
