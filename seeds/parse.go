package seeds

import (
	"net/url"
	"strings"
	"time"

	"nianbao/seeds/strict"
	"nianbao/seeds/urls"
)

// Parse reads one seed file; name is what faults are reported under. Unknown
// keys, wrong types, missing names and URLs, bad values, a second document,
// and portals and columns that stand twice are refused.
func Parse(body []byte, name string) ([]Portal, error) {
	f := strict.Read(name, body)
	seen := newRegister()
	seen.file = name
	portals := readPortals(f, name, seen)
	if err := f.Err(); err != nil {
		return nil, err
	}
	return portals, nil
}

func readPortals(f *strict.File, file string, seen *register) []Portal {
	list := f.Root().Map("portals").Need("portals")
	nodes := list.List()
	portals := make([]Portal, 0, len(nodes))
	for _, n := range nodes {
		p := readPortal(n, seen)
		p.File, p.Line = file, n.Line()
		portals = append(portals, p)
	}
	if f.Err() == nil && len(portals) == 0 {
		list.Fail("names no portal")
	}
	return portals
}

func readPortal(n strict.Node, seen *register) Portal {
	m := n.Map("name", "region", "hosts", "insecure_hosts", "columns")
	p := Portal{
		Name:          readName(m.Need("name"), seen),
		Region:        readRegion(m.Get("region")),
		Hosts:         readHosts(m.Get("hosts")),
		InsecureHosts: readHosts(m.Get("insecure_hosts")),
	}
	list := m.Need("columns")
	columns := list.List()
	for _, c := range columns {
		p.Columns = append(p.Columns, readColumn(c, seen))
	}
	if !list.Absent() && columns != nil && len(columns) == 0 {
		list.Fail("names no column")
	}
	return p
}

func readName(n strict.Node, seen *register) string {
	name := line(n)
	if name != "" {
		seen.name(n, name)
	}
	return name
}

func readColumn(n strict.Node, seen *register) Column {
	m := n.Map("url", "agency", "source", "verified")
	at := m.Need("url")
	c := Column{
		URL:      readURL(at, urls.CanonicalColumn),
		Agency:   line(m.Get("agency")),
		Source:   readURL(m.Get("source"), urls.Canonical),
		Verified: readDay(m.Get("verified")),
		Line:     n.Line(),
	}
	if c.URL != "" {
		seen.column(at, c.URL)
	}
	return c
}

func readURL(n strict.Node, form func(string, *url.URL, string) (string, error)) string {
	text := line(n)
	if text == "" {
		return ""
	}
	canonical, err := form(text, nil, "")
	if err != nil {
		n.Fail("%q is not the address of a page: %v", text, cause(err))
		return ""
	}
	return canonical
}

// readRegion checks that a region can be cut at its slashes: exports filter by
// prefixes of it.
func readRegion(n strict.Node) string {
	region := line(n)
	if region == "" {
		return ""
	}
	for part := range strings.SplitSeq(region, "/") {
		if part == "" || part != strings.TrimSpace(part) {
			n.Fail("%q is not a path of names with single slashes between them", region)
			return ""
		}
	}
	return region
}

// unverified is what stands in place of a day where nobody has seen reports in
// a column yet.
const unverified = "no"

func readDay(n strict.Node) string {
	text := line(n)
	if text == "" || text == unverified {
		return ""
	}
	if _, err := time.Parse(time.DateOnly, text); err != nil {
		n.Fail("%q is not a day, YYYY-MM-DD, nor %q", text, unverified)
		return ""
	}
	return text
}

// line reads text that must not be empty and must stand on one line.
func line(n strict.Node) string {
	text, ok := n.Text()
	if !ok {
		return ""
	}
	text = strings.TrimSpace(text)
	switch {
	case text == "":
		n.Fail("is empty")
	case strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r == 0x7f }):
		n.Fail("must stand on one line, without control characters")
		return ""
	}
	return text
}
