package robots

import (
	"strings"

	"github.com/temoto/robotstxt"
)

// Disagreement names one way in which temoto/robotstxt and RFC 9309 part. It
// is what a file or a question contains, not that the answers differ: where
// one of these is present, the RFC's matcher decides alone. The library's
// reading of the status (Judge does that here) is not used at all: it takes a
// 5xx as allowed for whoever asks through FindGroup.
type Disagreement string

// Disagreements of a file.
const (
	TooLarge      Disagreement = "too_large"       // temoto reads a file of any size
	TooWide       Disagreement = "too_wide"        // temoto copies every rule to every agent: memory as the product of the two
	Characters    Disagreement = "characters"      // control characters, other encodings, spaces outside ASCII
	OddLine       Disagreement = "odd_line"        // not "key: value" with one word as value: "Disallow : /x", "Disallow /x", "Disallow: /a b"
	GluedComment  Disagreement = "glued_comment"   // "/a#b" is a path to temoto
	Misspelt      Disagreement = "misspelt"        // keys only the reference parser forgives
	OutsideGroup  Disagreement = "outside_group"   // a rule before any agent: temoto rejects the file
	OddDelay      Disagreement = "odd_delay"       // "Crawl-delay: 10s": temoto rejects the file
	DelayInHeader Disagreement = "delay_in_header" // temoto ends a group at a Crawl-delay between two agents
	SeveralDelays Disagreement = "several_delays"  // temoto keeps the last, we the longest
	EmptyGroup    Disagreement = "empty_group"     // an agent without rules: temoto falls back to "*", the RFC allows
	Slashless     Disagreement = "slashless"       // "Disallow: admin": temoto puts a slash before it
	Wildcard      Disagreement = "wildcard"        // "*" and "$": unanchored, "Disallow: *" ignored, ranked by the length of a regular expression
	Escapes       Disagreement = "escapes"         // temoto compares octets as they stand
	Tie           Disagreement = "tie"             // Allow and Disallow of one path: temoto takes the first
)

// Disagreements of a question.
const (
	AgentPrefix Disagreement = "agent_prefix" // "nian" speaks to nianbao, "nianbao/1.0" does not, says temoto
	PathEscapes Disagreement = "path_escapes" // the path is not in the form that rules are compared in
	RobotsPath  Disagreement = "robots_path"  // /robots.txt itself is always allowed
)

// widest bounds agents × rules of the blocks given to temoto.
const widest = 50_000

// Disagreements lists why temoto/robotstxt is not asked about this file, in
// order of first appearance; empty for a plain file.
func (r *Rules) Disagreements() []Disagreement {
	if r == nil {
		return nil
	}
	return append([]Disagreement(nil), r.disagreements...)
}

// askTemoto reads a plain file. A file without a last line end gets one, as
// temoto forgets an empty Disallow at its very end. An error cannot come of a
// plain file; if it does, temoto has no say.
func askTemoto(source string) *robotstxt.RobotsData {
	data, err := robotstxt.FromString(source + "\n")
	if err != nil {
		return nil
	}
	return data
}

// disagreesOn lists what the two would part over for one question.
func (r *Rules) disagreesOn(token, path string) []Disagreement {
	var found []Disagreement
	for _, name := range r.named {
		if name != "*" && strings.HasPrefix(token, name) != (agentOf(name) == token) {
			found = append(found, AgentPrefix)
			break
		}
	}
	if normal(path, form{query: true}) != path {
		found = append(found, PathEscapes)
	}
	if path == "/robots.txt" {
		found = append(found, RobotsPath)
	}
	return found
}
