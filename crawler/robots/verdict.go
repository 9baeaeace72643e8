package robots

import (
	"bytes"
	"fmt"
	"strings"
	"time"
)

// State is what an answer to GET /robots.txt means for the host.
type State string

// States of a verdict.
const (
	AllowAll    State = "allow_all"   // there is no robots.txt: everything may be fetched
	Ruled       State = "ruled"       // the rules of the file hold
	Unreachable State = "unreachable" // unknown for now: nothing may be fetched
)

// Verdict is a state with its rules. The zero Verdict allows nothing.
type Verdict struct {
	State State  `json:"state"`
	Note  string `json:"note,omitempty"` // why, in a few words for people; empty where a file was simply served
	Rules *Rules `json:"rules,omitempty"`
}

// Judge says what the last answer means after redirects were followed, five
// hops at least (RFC 9309 §2.3.1):
//
//   - 2xx: the file's rules. HTML in its place is no robots.txt: no rules,
//     noted. If only the media type says HTML and the body gives rules, they
//     hold: they are parseable.
//   - 3xx: redirected more often than is followed, or to nowhere; as if there
//     were no file. A 304 answers a conditional request, and whoever made it
//     calls Entry.Confirmed instead; here it stands for nothing.
//   - 4xx but 429: no file, everything allowed, 401 and 403 included.
//   - 429, 5xx, anything else, and no complete answer (failed): not now.
func Judge(status int, mediaType string, body []byte, failed bool) Verdict {
	switch {
	case failed || status == 0:
		return Verdict{State: Unreachable, Note: "no complete answer"}
	case status >= 200 && status < 300:
		return judgeFile(mediaType, body)
	case status == 304:
		return Verdict{State: Unreachable, Note: "HTTP 304 without a kept file"}
	case status >= 300 && status < 400:
		return Verdict{State: AllowAll, Note: fmt.Sprintf("HTTP %d: too many redirects, or to nowhere", status)}
	case status >= 400 && status < 500 && status != 429:
		return Verdict{State: AllowAll, Note: fmt.Sprintf("HTTP %d: no robots.txt", status)}
	}
	return Verdict{State: Unreachable, Note: fmt.Sprintf("HTTP %d", status)}
}

func judgeFile(mediaType string, body []byte) Verdict {
	if startsLikeHTML(body) {
		return Verdict{State: AllowAll, Note: "HTML in place of robots.txt: no rules"}
	}
	rules := Parse(body)
	if !isHTML(mediaType) {
		return Verdict{State: Ruled, Rules: rules}
	}
	if len(rules.agents) == 0 {
		return Verdict{State: AllowAll, Note: "served as HTML and without rules"}
	}
	return Verdict{State: Ruled, Note: "served as HTML, but rules", Rules: rules}
}

func isHTML(mediaType string) bool {
	mediaType, _, _ = strings.Cut(strings.ToLower(mediaType), ";")
	mediaType = strings.TrimSpace(mediaType)
	return mediaType == "text/html" || mediaType == "application/xhtml+xml"
}

// startsLikeHTML reports whether the first thing in the body is a tag: no
// line of a robots.txt begins so.
func startsLikeHTML(body []byte) bool {
	body = bytes.TrimLeft(clip(body), " \t\r\n\v\f")
	return len(body) > 1 && body[0] == '<' && (body[1] == '!' || body[1] == '?' || isLetter(body[1]))
}

// Allowed decides about one path, see Rules.Allowed. While the file is
// unreachable everything is refused, by no line.
func (v Verdict) Allowed(agent, pathAndQuery string) Decision {
	switch {
	case v.State == AllowAll:
		return Decision{Allowed: true}
	case v.State == Ruled && v.Rules != nil:
		return v.Rules.Allowed(agent, pathAndQuery)
	}
	return Decision{Allowed: requestPath(pathAndQuery) == "/robots.txt"}
}

// CrawlDelay is the one of the verdict's rules, see Rules.CrawlDelay.
func (v Verdict) CrawlDelay(agent string) (time.Duration, bool) { return v.Rules.CrawlDelay(agent) }
