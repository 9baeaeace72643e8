package robots

import "strings"

// examine finds what in a file the two disagree on, and the agents by the name
// that temoto gives them.
func examine(source string, cut bool) (found []Disagreement, named []string) {
	e := examiner{seen: map[Disagreement]bool{}, allow: map[string]bool{}, disallow: map[string]bool{}}
	if cut {
		e.note(TooLarge)
	}
	lines(source, e.line)
	e.endBlock()
	return e.found, e.named
}

// examiner is what examine knows between two lines.
type examiner struct {
	found []Disagreement
	seen  map[Disagreement]bool
	named []string

	agents, rules, delays int  // lines of the current block
	past                  bool // an earlier line of it ended its agents

	allow, disallow map[string]bool
}

func (e *examiner) note(d Disagreement) {
	if !e.seen[d] {
		e.seen[d] = true
		e.found = append(e.found, d)
	}
}

func (e *examiner) line(l line) {
	e.shape(l)
	switch l.kind {
	case userAgent:
		if e.past {
			e.endBlock()
		}
		if e.delays > 0 {
			e.note(DelayInHeader)
		}
		e.agents++
		e.named = append(e.named, strings.ToLower(l.value))
	case allow, disallow:
		e.past = true
		e.rules++
		e.rule(l)
	case crawlDelay:
		e.delay(l)
	}
	if l.kind != other && e.agents == 0 {
		e.note(OutsideGroup)
	}
	if e.agents*(e.rules+e.delays) > widest {
		e.note(TooWide)
	}
}

// endBlock looks back at a block that is complete.
func (e *examiner) endBlock() {
	if e.agents > 0 && e.rules+e.delays == 0 {
		e.note(EmptyGroup)
	}
	e.agents, e.rules, e.delays, e.past = 0, 0, 0, false
}

// shape looks at a line as temoto's scanner does, which knows words, not lines.
func (e *examiner) shape(l line) {
	for i := range len(l.raw) {
		if c := l.raw[i]; c > '~' || c < ' ' && c != '\t' {
			e.note(Characters)
			break
		}
	}
	before, _, comment := strings.Cut(l.raw, "#")
	if comment && before != "" && !strings.HasSuffix(before, " ") && !strings.HasSuffix(before, "\t") {
		e.note(GluedComment)
	}
	if l.text == "" {
		return
	}
	if l.key == "" || !strings.HasPrefix(l.text, l.key+":") || strings.ContainsAny(l.key, " \t") || strings.ContainsAny(l.value, " \t") {
		e.note(OddLine)
	}
	if exact := temotoKeys[strings.ToLower(l.key)]; exact != l.kind {
		e.note(Misspelt)
	}
}

// temotoKeys are the keys that temoto knows, of those that matter here.
var temotoKeys = map[string]kind{
	"user-agent": userAgent, "useragent": userAgent,
	"allow": allow, "disallow": disallow,
	"crawl-delay": crawlDelay, "crawldelay": crawlDelay,
}

func (e *examiner) rule(l line) {
	if l.value == "" {
		return
	}
	if l.value[0] != '/' {
		e.note(Slashless)
	}
	if strings.ContainsAny(l.value, "*$") {
		e.note(Wildcard)
	}
	pattern := normal(l.value, form{pattern: true, query: true})
	if pattern != l.value {
		e.note(Escapes)
	}
	mine, theirs := e.allow, e.disallow
	if l.kind == disallow {
		mine, theirs = theirs, mine
	}
	mine[pattern] = true
	if theirs[pattern] {
		e.note(Tie)
	}
}

// delay looks at a Crawl-delay: temoto takes what Go calls a number.
func (e *examiner) delay(l line) {
	e.delays++
	if e.delays > 1 {
		e.note(SeveralDelays)
	}
	whole, fraction, point := strings.Cut(l.value, ".")
	if whole == "" || len(l.value) > 9 || point && fraction == "" || strings.Trim(whole+fraction, "0123456789") != "" {
		e.note(OddDelay)
	}
}
