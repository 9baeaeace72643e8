package portal

import (
	"regexp"
	"strconv"
)

// blockAddress is a list as a fragment of HTML, on portals of Hebei and others:
// /columns/<uuid>/templates/<uuid>/blocks/<uuid>.
var blockAddress = regexp.MustCompile(`[\w./:-]{0,100}/columns/[0-9a-f-]{32,36}/templates/[0-9a-f-]{32,36}/blocks/[0-9a-f-]{32,36}`)

func hasBlocks(d *document) bool { return blockAddress.MatchString(d.text) }

// blocksAsk returns the requests for the fragments a page's list is made of.
func blocksAsk(d *document) []Request {
	page, before, needed := d.from(5)
	if !needed {
		return nil
	}
	var out []Request
	seen := map[string]bool{}
	for _, address := range blockAddress.FindAllString(d.text, 50) {
		canonical, ok := d.resolve(address)
		if !ok || seen[canonical] || len(out) >= maxAsked {
			continue
		}
		seen[canonical] = true
		r := get(canonical + "?page=" + strconv.Itoa(page))
		r.Before = before
		out = append(out, r)
	}
	return out
}
