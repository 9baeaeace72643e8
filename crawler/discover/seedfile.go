package discover

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"nianbao/seeds/urls"
)

// SeedFile prints what was found as a seed file, with the evidence as
// comments. day is when it was seen, YYYY-MM-DD. Results without a column are
// told in comments only; the file is a seed file if one has any.
func SeedFile(results []Result, day string) []byte {
	var b bytes.Buffer
	some := slices.ContainsFunc(results, func(r Result) bool { return len(r.Columns) > 0 })
	if some {
		b.WriteString("portals:\n")
	}
	names, columns := map[string]bool{}, map[string]bool{}
	for _, r := range results {
		name := nameOf(r, names)
		fmt.Fprintf(&b, "  # %s: %d requests on %s\n", remark(r.Front), r.Requests, day)
		for _, u := range r.Unproven {
			fmt.Fprintf(&b, "  # not proposed: %s (%s, on %s): %s\n", remark(u.URL), remark(u.Name), remark(u.From), remark(u.Cause))
		}
		listed := columnsOf(r, columns)
		if len(listed) == 0 {
			continue
		}
		fmt.Fprintf(&b, "  - name: %s\n    # region: 省/市/县, by which exports are cut\n    columns:\n", scalar(name))
		for _, c := range listed {
			writeColumn(&b, c, day)
		}
	}
	return b.Bytes()
}

// columnsOf are the columns of a result that stand in no other: an address may
// stand in a seed file once.
func columnsOf(r Result, seen map[string]bool) (out []Column) {
	for _, c := range r.Columns {
		if !seen[c.URL] {
			seen[c.URL] = true
			out = append(out, c)
		}
	}
	return out
}

// nameOf is what a portal is called, unlike all others of the file.
func nameOf(r Result, seen map[string]bool) string {
	name := strings.Join(strings.Fields(strings.Map(printable, r.Site)), " ")
	host := urls.Host(r.Front)
	if name == "" {
		name = host
	}
	for n := 2; seen[name]; n++ {
		name = strings.TrimSpace(r.Site + " " + host)
		if n > 2 {
			name += " " + strconv.Itoa(n)
		}
	}
	seen[name] = true
	return name
}

func writeColumn(b *bytes.Buffer, c Column, day string) {
	called := "called " + remark(c.Name)
	if c.Name == "" {
		called = "found"
	}
	if c.Fallback {
		called = "no menu calls it a column; the page with most reports, " + called
	}
	fmt.Fprintf(b, "      # %s on %s\n      # %s: %s\n", called, remark(c.From), remark(c.Family), remark(evidence(c)))
	fmt.Fprintf(b, "      - url: %s\n", scalar(c.URL))
	if c.Agency != "" {
		fmt.Fprintf(b, "        agency: %s\n", scalar(strings.Map(printable, c.Agency)))
	}
	if c.From != "" {
		fmt.Fprintf(b, "        source: %s\n", scalar(c.From))
	}
	fmt.Fprintf(b, "        verified: %s\n", day)
}

// evidence is what proves a column, in words.
func evidence(c Column) string {
	if c.Links == 0 {
		return c.Where
	}
	text := fmt.Sprintf("%d links to reports", c.Links)
	switch n := len(c.Years); {
	case n == 1:
		text += fmt.Sprintf(" of %d", c.Years[0])
	case n > 1:
		text += fmt.Sprintf(" of %d to %d", c.Years[0], c.Years[n-1])
	}
	if c.Where != "" {
		text += " (" + c.Where + ")"
	}
	return text + ", such as " + c.Sample
}

// mostRemark is how much of what a page says is told, in runes.
const mostRemark = 200

// remark is what a page says, as it may stand in a comment: on one line.
func remark(text string) string {
	text = strings.Join(strings.Fields(strings.Map(printable, text)), " ")
	if runes := []rune(text); len(runes) > mostRemark {
		return string(runes[:mostRemark]) + "…"
	}
	return text
}

func printable(r rune) rune {
	switch {
	case unicode.IsSpace(r):
		return ' '
	case !unicode.IsPrint(r):
		return -1
	}
	return r
}

var (
	// bare is text that YAML reads as it stands: an address, or a name of letters.
	bareURL  = regexp.MustCompile(`^https?://[\w./?=&%+~-]+$`)
	bareName = regexp.MustCompile(`^\p{Han}[\p{Han}\w（）·]*$`)
)

// scalar is text as YAML reads it back.
func scalar(text string) string {
	if bareURL.MatchString(text) || bareName.MatchString(text) {
		return text
	}
	return strconv.Quote(strings.ToValidUTF8(text, ""))
}
