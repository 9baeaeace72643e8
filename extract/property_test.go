package extract_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"nianbao/extract"
)

// The documents of one run, and the seed of the first; both can be set in the
// environment, as NIANBAO_PROPERTY_DOCS and NIANBAO_PROPERTY_SEED.
const (
	propertyDocs      = 20_000
	propertyDocsShort = 2_000
	propertySeed      = 20_240_903
)

// TestRandomReportsAreReadCellByCell renders random reports at random and
// holds every cell, its state, kind, year, agency, copies and form against
// what was drawn. A failing report is made smaller before it is told.
func TestRandomReportsAreReadCellByCell(t *testing.T) {
	docs, seed := propertyRun(t)
	t.Logf("%d documents from seed %d", docs, seed)
	const shares = 8
	var mu sync.Mutex
	drawn := map[string]int{}
	t.Run("shares", func(t *testing.T) {
		for share := range uint64(shares) {
			t.Run(fmt.Sprint(share), func(t *testing.T) {
				t.Parallel()
				ways, failed := map[string]int{}, 0
				for n := share; n < docs && failed < 3; n += shares {
					d := draw{seed: seed + n}
					way, wrong := d.misread()
					ways[way]++
					if wrong != nil {
						failed++
						t.Error(d.smaller())
					}
				}
				mu.Lock()
				defer mu.Unlock()
				for way, n := range ways {
					drawn[way] += n
				}
			})
		}
	})
	for _, way := range renderings {
		if drawn[way] == 0 && !t.Failed() {
			t.Errorf("no document was rendered as %s", way)
		}
	}
	t.Log(drawn)
}

func propertyRun(t *testing.T) (docs, seed uint64) {
	t.Helper()
	docs, seed = propertyDocs, propertySeed
	if testing.Short() {
		docs = propertyDocsShort
	}
	for name, to := range map[string]*uint64{"NIANBAO_PROPERTY_DOCS": &docs, "NIANBAO_PROPERTY_SEED": &seed} {
		if s := os.Getenv(name); s != "" {
			n, err := strconv.ParseUint(s, 10, 64)
			if err != nil {
				t.Fatalf("read %s: %v", name, err)
			}
			*to = n
		}
	}
	return docs, seed
}

// renderings are all ways a report may be written.
var renderings = []string{"spans", "word", "split", "unspanned", "tabs", "pipes a line", "pipes behind", "pipe rows", "markdown", "spaced", "drawn", "ruled", "pipes apart", "listed"}

// rendered draws a report and writes it, and says in which way.
func (d draw) rendered() (paper, extract.Page, string) {
	way := pick(d.dice("way"), renderings)
	p := d.paper(way)
	if p.narrated && d.chance("twice", 12) {
		p.copies = 2
	}
	mirrored := d.chance("script", 15)
	if mirrored {
		d.mirrored(&p, way)
		p.agency = "" // names are folded by tables that know more than ours
	}
	var page extract.Page
	switch table, isHTML := htmlWays[way]; {
	case isHTML:
		page = extract.Page{Body: []byte(d.htmlPage(&p, table)), MediaType: "text/html"}
		if d.chance("gbk", 20) {
			page.Body = asGBK(d, page.Body)
		}
	case way == "markdown":
		page = extract.Page{Body: []byte(d.textPage(&p, markdownTable, true)), MediaType: "text/markdown"}
	case way == "spaced":
		page = extract.Page{Body: []byte(d.textPage(&p, spacedTable, false)), MediaType: "text/plain"}
	default:
		page = extract.Page{Body: []byte(d.textPage(&p, textWays[way], d.chance("marked", 30))), MediaType: "text/plain"}
	}
	return p, page, way
}

// asGBK writes a page in GB18030, under a name of that family or none.
func asGBK(d draw, body []byte) []byte {
	s := strings.Replace(string(body), `<meta charset="utf-8">`, pick(d.dice("charset"), []string{
		`<meta charset="gb2312">`, `<meta http-equiv="Content-Type" content="text/html; charset=gbk">`, "",
	}), 1)
	out, err := simplifiedchinese.GB18030.NewEncoder().String(s)
	if err != nil {
		return body
	}
	return []byte(out)
}

// misread reads a report and lists what came out wrong.
func (d draw) misread() (way string, wrong []string) {
	p, page, way := d.rendered()
	return way, p.compare(extract.Read(page))
}

// compare lists where a record is not what was drawn.
func (p *paper) compare(r extract.Report) (wrong []string) {
	say := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	if r.Kind != p.kind() {
		say("kind is %s, want %s", r.Kind, p.kind())
	}
	if r.Year == nil || *r.Year != p.year {
		say("year is %v, want %d", deref(r.Year), p.year)
	}
	if r.Copies != p.copies {
		say("copies are %d, want %d", r.Copies, p.copies)
	}
	if p.agency != "" && deref(r.Agency) != p.agency {
		say("agency is %v, want %s", deref(r.Agency), p.agency)
	}
	for table, version := range p.templates {
		if r.Templates[table] != version {
			say("%s is of the form of %q, want %s", table, r.Templates[table], version)
		}
	}
	return append(p.compareCells(r), wrong...)
}

// wrongNumber marks what is worst: a number that was never printed there. It
// sorts before all else.
const wrongNumber = "!! "

func (p *paper) compareCells(r extract.Report) (wrong []string) {
	read, states := cellsOf(r), map[string]string{}
	for _, n := range r.CellNotes {
		states[n.Table+"|"+n.Row+"|"+n.Column] = string(n.State)
	}
	for place, f := range p.want {
		value, there := read[place]
		switch {
		case !there:
			wrong = append(wrong, fmt.Sprintf("%s is missing, want %s", place, f.value))
		case value != f.value && value != "_":
			wrong = append(wrong, fmt.Sprintf("%s%s is %s, want %s (printed %q)", wrongNumber, place, value, f.value, f.text))
		case value != f.value:
			wrong = append(wrong, fmt.Sprintf("%s is %s, want %s (printed %q)", place, value, f.value, f.text))
		case states[place] != f.state:
			wrong = append(wrong, fmt.Sprintf("%s has the state %q, want %q (printed %q)", place, states[place], f.state, f.text))
		}
	}
	for place, value := range read {
		if _, drawn := p.want[place]; !drawn {
			mark := wrongNumber
			if value == "_" {
				mark = ""
			}
			wrong = append(wrong, fmt.Sprintf("%s%s is invented: %s", mark, place, value))
		}
	}
	slices.Sort(wrong)
	return wrong
}

// choices can be switched off to make a failing report smaller.
var choices = []string{"site", "nested", "tags", "gbk", "script", "twice", "shuffled", "odd", "sums", "marked", "disclosure", "applications", "review", "bare"}

// smaller switches off what a report does not need to be misread, and tells
// the rest.
func (d draw) smaller() string {
	d.off = map[string]bool{}
	_, first := d.misread()
	for _, c := range choices {
		d.off[c] = true
		if _, wrong := d.misread(); wrong == nil || tableOf(wrong[0]) != tableOf(first[0]) {
			delete(d.off, c)
		}
	}
	_, page, way := d.rendered()
	_, wrong := d.misread()
	if err := keepPage(fmt.Sprintf("%d %s", d.seed, way), page.Body); err != nil {
		wrong = append(wrong, err.Error())
	}
	var needed []string
	for _, c := range choices {
		if !d.off[c] {
			needed = append(needed, c)
		}
	}
	return fmt.Sprintf("NIANBAO_PROPERTY_SEED=%d NIANBAO_PROPERTY_DOCS=1: as %s, needing %v of the choices:\n\t%s", d.seed, way, needed, strings.Join(wrong[:min(len(wrong), 8)], "\n\t"))
}

// keepPage keeps a misread page where the environment names a folder for it.
func keepPage(name string, body []byte) error {
	if dir := os.Getenv("NIANBAO_PROPERTY_KEEP"); dir != "" {
		return os.WriteFile(filepath.Join(dir, name), body, 0o600)
	}
	return nil
}

// tableOf is the table a mistake is in, and whether it is a wrong number.
func tableOf(mistake string) string {
	table, _, _ := strings.Cut(mistake, "|")
	return table
}
