package sample

import "strings"

// Made is the report of an agency that is none of the sample's, publishing on
// the portal of seat: words and scale are those of one of the sample's agencies
// of its kind. It is short: two paragraphs a section, and table 2 in one report
// of three only, since what it is for is to be found, not to be read.
func Made(name, seat string, year int) Document {
	a := kin(name)
	a.name, a.seat = name, seat
	place := strings.TrimSuffix(seat, "人民政府")
	a.account = place + "发布"
	a.volume = min(a.volume, 12) // of many applications the allocation takes long
	d := build(a, year)
	for i := range d.Sections {
		s := &d.Sections[i]
		s.Paragraphs = s.Paragraphs[:min(2, len(s.Paragraphs))]
		if len(s.Tables) > 0 && s.Tables[0].Key == Applications && newDice("length of "+name, year).upTo(2) > 0 {
			s.Tables = nil
		}
	}
	return d
}

// kin is one of the sample's agencies of the kind a name ends in.
func kin(name string) agency {
	var of []agency
	last := name[len(name)-len("局"):]
	for _, a := range agencies {
		if strings.HasSuffix(a.name, last) && (last != "府" || strings.HasSuffix(a.name, "镇人民政府") == strings.HasSuffix(name, "镇人民政府")) {
			of = append(of, a)
		}
	}
	if len(of) == 0 {
		of = agencies
	}
	return of[newDice("kin of "+name, 0).upTo(len(of)-1)]
}

// Body is a document in a rendering as it stands in the page's body container,
// without chrome.
func Body(d Document, r Rendering) string { return body(d, r) }
