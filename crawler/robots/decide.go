package robots

import "strings"

// Decision says whether a path may be fetched, and by which line.
type Decision struct {
	Allowed bool   `json:"allowed"`
	Line    int    `json:"line,omitempty"`  // from 1; 0 where no line decides
	Rule    string `json:"rule,omitempty"`  // that line, without comment
	Group   string `json:"group,omitempty"` // the agent it speaks to: a product token, or "*"
}

// Allowed decides whether the agent (a product token or a whole User-Agent)
// may fetch a path with its query, as they stand in the request line. A
// fragment is ignored, an empty path is "/".
//
// Of the patterns that match, the one with the most octets wins, Allow on a
// tie (RFC 9309 §2.2.2). Without any, and for /robots.txt itself, it is
// allowed.
func (r *Rules) Allowed(agent, pathAndQuery string) Decision {
	path, token := requestPath(pathAndQuery), Token(agent)
	d := r.decide(token, path)
	if r == nil || r.temoto == nil || len(r.disagreesOn(token, path)) > 0 {
		return d
	}
	// Both judges know such files. Should they differ after all, the stricter
	// one is right: the file is not as plain as it was taken for.
	d.Allowed = r.temoto.TestAgent(path, token) && d.Allowed
	return d
}

// decide is the RFC's own answer.
func (r *Rules) decide(token, path string) Decision {
	if r == nil || path == "/robots.txt" {
		return Decision{Allowed: true}
	}
	group, blocks := r.group(token)
	full := normal(path, form{query: true})
	kept := normal(path, form{})
	var best *rule
	for _, i := range blocks {
		for j := range r.blocks[i].rules {
			rule := &r.blocks[i].rules[j]
			if rule.beats(best) && rule.matches(full, kept) {
				best = rule
			}
		}
	}
	if best == nil {
		return Decision{Allowed: true, Group: group}
	}
	return Decision{Allowed: best.allow, Line: best.line, Rule: best.text, Group: group}
}

// beats reports whether a rule, if it matches, comes before the best so far.
func (r *rule) beats(best *rule) bool {
	if best == nil || len(r.pattern) != len(best.pattern) {
		return best == nil || len(r.pattern) > len(best.pattern)
	}
	return r.allow && !best.allow
}

// matches tries the path in both forms of its query: a wildcard may stand for
// the "?", and then the pattern cannot know what is query.
func (r *rule) matches(full, kept string) bool {
	return match(r.pattern, full) || kept != full && match(r.pattern, kept)
}

// match reports whether the pattern, from the first octet of the path on,
// reaches its end before a difference: "*" stands for any octets, a final "$"
// for the end of the path (§2.2.3). Each piece between two stars is taken
// where it first occurs, so the path is walked once, however many stars.
func match(pattern, path string) bool {
	pattern, whole := strings.CutSuffix(pattern, "$")
	piece, rest, star := strings.Cut(pattern, "*")
	if !strings.HasPrefix(path, piece) {
		return false
	}
	path = path[len(piece):]
	for star {
		piece, rest, star = strings.Cut(rest, "*")
		if whole && !star {
			return strings.HasSuffix(path, piece)
		}
		at := strings.Index(path, piece)
		if at < 0 {
			return false
		}
		path = path[at+len(piece):]
	}
	return !whole || path == ""
}

// requestPath is the path and query that rules are matched against.
func requestPath(s string) string {
	s, _, _ = strings.Cut(s, "#")
	if !strings.HasPrefix(s, "/") {
		s = "/" + s
	}
	return s
}
