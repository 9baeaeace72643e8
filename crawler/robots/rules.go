package robots

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/temoto/robotstxt"
)

// Rules is a robots.txt as understood: what it allows whom. A nil *Rules is a
// file without rules. It never changes and may be shared.
type Rules struct {
	source string // what was read of the file
	blocks []block
	agents map[string][]int // lower-case product token, or "*", to the blocks that name it

	disagreements []Disagreement        // of the file as a whole
	named         []string              // agents as temoto reads them
	temoto        *robotstxt.RobotsData // nil unless the file is plain
}

// block is a run of User-agent lines with what follows it.
type block struct {
	rules []rule
	delay time.Duration // the longest Crawl-delay it asks for
	timed bool          // whether it asks for one
}

// rule is one Allow or Disallow line with a pattern.
type rule struct {
	allow   bool
	pattern string // in normal form
	line    int
	text    string
}

// Parse reads a robots.txt, hostile or broken as it may be: what can be
// understood is used (RFC 9309 §2.3.1.5), at most the first Limit bytes.
func Parse(body []byte) *Rules {
	return parse(string(clip(body)), len(body) > Limit)
}

// parse reads what clip left of a file; cut tells whether it was more.
func parse(source string, cut bool) *Rules {
	r := &Rules{source: source, agents: map[string][]int{}}
	p := parser{rules: r}
	lines(r.source, p.take)
	r.disagreements, r.named = examine(r.source, cut)
	if len(r.disagreements) == 0 {
		r.temoto = askTemoto(r.source)
	}
	return r
}

// parser is what Parse knows between two lines.
type parser struct {
	rules *Rules
	open  bool // the last block still takes User-agent lines
}

func (p *parser) take(l line) {
	if l.kind == userAgent {
		if !p.open {
			p.rules.blocks = append(p.rules.blocks, block{})
			p.open = true
		}
		p.rules.name(agentOf(l.value), len(p.rules.blocks)-1)
		return
	}
	if l.kind == other || len(p.rules.blocks) == 0 {
		return // a rule outside any group says nothing (§2.2.2)
	}
	b := &p.rules.blocks[len(p.rules.blocks)-1]
	if l.kind == crawlDelay {
		// Not a rule of the RFC, so it must not end the run of agents (§2.2.4).
		if d, ok := parseDelay(l.value); ok {
			b.delay, b.timed = max(b.delay, d), true
		}
		return
	}
	p.open = false
	if l.value != "" { // an empty pattern matches nothing
		b.rules = append(b.rules, rule{
			allow:   l.kind == allow,
			pattern: normal(l.value, form{pattern: true, query: true}),
			line:    l.number,
			text:    l.text,
		})
	}
}

// name notes that a block speaks to an agent. Agents point to blocks rather
// than hold rules: thousands of agents over thousands of rules stay small.
func (r *Rules) name(agent string, block int) {
	if agent == "" {
		return
	}
	blocks := r.agents[agent]
	if len(blocks) == 0 || blocks[len(blocks)-1] != block {
		r.agents[agent] = append(blocks, block)
	}
}

// group is the token of the group that speaks to the product token, and its
// blocks: its own, else that of "*", else none (§2.2.1).
func (r *Rules) group(token string) (string, []int) {
	if blocks := r.agents[token]; token != "" && len(blocks) > 0 {
		return token, blocks
	}
	if blocks := r.agents["*"]; len(blocks) > 0 {
		return "*", blocks
	}
	return "", nil
}

// CrawlDelay is how long the file asks the agent (a product token or a whole
// User-Agent) to wait between requests; of several lines the longest. It is
// not in RFC 9309.
func (r *Rules) CrawlDelay(agent string) (time.Duration, bool) {
	if r == nil {
		return 0, false
	}
	delay, timed := time.Duration(0), false
	_, blocks := r.group(Token(agent))
	for _, i := range blocks {
		delay, timed = max(delay, r.blocks[i].delay), timed || r.blocks[i].timed
	}
	return delay, timed
}

// MarshalJSON stores the file itself (base64): rules are read off it again, so
// that a later version of this package understands what it then can.
func (r *Rules) MarshalJSON() ([]byte, error) {
	return json.Marshal([]byte(r.source))
}

// UnmarshalJSON reads what MarshalJSON stored.
func (r *Rules) UnmarshalJSON(data []byte) error {
	var source []byte
	if err := json.Unmarshal(data, &source); err != nil {
		return fmt.Errorf("read stored robots.txt: %w", err)
	}
	*r = *parse(string(source), false)
	return nil
}

// String is the part of the file that was read, in UTF-8 if it was UTF-16.
func (r *Rules) String() string {
	if r == nil {
		return ""
	}
	return strings.ToValidUTF8(r.source, "\uFFFD")
}
