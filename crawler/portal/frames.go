package portal

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"

	"nianbao/seeds/urls"
)

const (
	// maxFrames bounds the framed pages of one page that are taken for its list.
	maxFrames = 5
	// leastFrame is the height in pixels that a list has at least: two rows.
	// What is lower holds the weather, a search box or a counter.
	leastFrame = 50
	// outerLevels is how far up a frame's containers are looked at.
	outerLevels = 8
)

// otherFrame is a frame for something else than a list, by its path: counters,
// boxes to log in, search or chat, weather, maps, videos, votes, parts of the
// page's own head and foot.
var otherFrame = regexp.MustCompile(`(?i)visit|count(?:er|\.)|(?:^|[/_.-])(?:hits?|click|dianji|pv)(?:[/_.-]|$)|tongji|statistic|analytics|log(?:in|on)\b|/user/|/sso|passport|weather|tianqi|` +
	`video|player|(?:^|/)(?:vod|live|flash|swf)(?:[/.]|$)|\.swf|audio|/(?:map|ditu)(?:[/.]|$)|baidumap|tianditu|` +
	`vote|survey|toupiao|wenjuan|robot|kefu|/chat|zxkf|/wza|piaofu|/ads?(?:[/.]|$)|banner|friendlink|yqlj|(?:^|/)(?:so|sousuo|searchbox|search_?form)(?:[/.]|$)|` +
	`/head|/foot|/top\.|/bottom|/nav|share|/tree\.|captcha|calendar|/rili`)

// listFrame is a frame that is called what lists are.
var listFrame = regexp.MustCompile(`(?i)list|nianbao|ndbg|gknb|nb(?:[/_.-]|$)|xxgk|column|channel|content|main|info`)

// frame notes a framed page on the page's own host, where shells keep their
// lists. A framed file is a report's body and none of ours.
func (d *document) frame(n *html.Node) {
	src := attr(n, "src")
	if isNowhere(src) || isScript(src) || len(d.frames) >= MaxColumns {
		return
	}
	canonical, err := urls.Canonical(src, d.base, d.charset)
	if err != nil || canonical == d.url || urls.Host(canonical) != urls.Host(d.url) || isFile(canonical) || otherFrame.MatchString(pathOf(canonical)) || slices.Contains(d.frames, canonical) {
		return
	}
	d.frames = append(d.frames, canonical)
}

// likelyFrames are those of a page's frames that are most likely to hold its
// list: what stands below the column's own path, then what is called a list.
func (d *document) likelyFrames() []string {
	rank := func(at string) int {
		switch {
		case d.below(at):
			return 0
		case listFrame.MatchString(pathOf(at)):
			return 1
		}
		return 2
	}
	out := slices.Clone(d.frames)
	slices.SortStableFunc(out, func(a, b string) int { return rank(a) - rank(b) })
	return out[:min(len(out), maxFrames)]
}

// isHidden tells whether a frame shows nothing, or too little for a list. One
// that a script stretches to what it holds may begin at any size.
func isHidden(n *html.Node) bool {
	for up, level := n, 0; up != nil && level < outerLevels; up, level = up.Parent, level+1 {
		style := styleOf(up)
		if strings.Contains(style, "display:none") || strings.Contains(style, "visibility:hidden") {
			return true
		}
		if _, hidden := find(up, "hidden"); hidden {
			return true
		}
	}
	if strings.Contains(strings.ToLower(attr(n, "onload")), "height") {
		return false
	}
	for side, least := range map[string]int{"width": 2, "height": leastFrame} {
		for _, size := range []string{attr(n, side), styled(n, side)} {
			if px, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(size), "px")); err == nil && px < least {
				return true
			}
		}
	}
	return false
}

// styleOf is an element's own style without blanks, in lower case.
func styleOf(n *html.Node) string {
	return strings.ReplaceAll(strings.ToLower(attr(n, "style")), " ", "")
}

// styled is one property of it.
func styled(n *html.Node, name string) string {
	for property := range strings.SplitSeq(styleOf(n), ";") {
		if key, value, _ := strings.Cut(property, ":"); key == name {
			return value
		}
	}
	return ""
}
