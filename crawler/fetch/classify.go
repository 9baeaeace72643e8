package fetch

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"

	"nianbao/store"
)

// How much text, in letters and numbers that show, a page may have and still
// be an error page or a wall. The shortest reports (a table and no narrative)
// have some 900; error pages repeat the portal's navigation, which is links.
const (
	wallText    = 300  // of a wall, in all
	missingText = 400  // outside links, of a page that says it is missing
	titledText  = 1500 // outside links, where the title says so
	shellText   = 80   // of a page that scripts have yet to draw, in all
)

// Classify says what an answer is, from what came alone. body is decoded as
// far as content-encoding goes and may be nil; mediaType is without
// parameters. The cause is "" for a plain success, a validator's match and a
// redirect; else it says what the outcome was read from.
//
// Walls are recorded, never evaded. 401 and 403 stay errors whatever their
// page says: an address that is turned away gets no clearer by guessing. A
// long page that merely mentions a missing one is none.
func Classify(status int, header http.Header, mediaType string, body []byte, requestURL string) (store.Outcome, string) {
	switch {
	case status == http.StatusNotModified:
		return store.NotModified, ""
	case status >= 300 && status < 400:
		return classifyRedirect(status, header, requestURL)
	case status == http.StatusPartialContent:
		return store.Incomplete, "206: a part that was not asked for"
	case status >= 200 && status < 300:
		return classifyPage(status, mediaType, body, requestURL)
	}
	if wall := wallByStatus(status, header, body); wall != "" {
		return store.Challenge, wall
	}
	return store.HTTPError, statusText(status)
}

func classifyRedirect(status int, header http.Header, requestURL string) (store.Outcome, string) {
	to := resolve(requestURL, header.Get("Location"))
	switch {
	case to == "":
		return store.HTTPError, statusText(status) + " without a Location"
	case !sameAddress(to, requestURL):
		if away := turnedAway(to, requestURL); away != "" {
			return store.Soft404, "redirects to " + away
		}
		return store.Redirect, ""
	case header.Get("Set-Cookie") != "":
		return store.RedirectLoop, "redirects to itself until a cookie is kept"
	}
	return store.RedirectLoop, "redirects to itself"
}

// statusText names a status, also one that has no name.
func statusText(status int) string {
	return strings.TrimSpace(fmt.Sprintf("%d %s", status, http.StatusText(status)))
}

// wallByStatus recognises walls that answer with an error: 412 is 瑞数 (we send
// no precondition that could fail), 521 加速乐 unless Cloudflare says it, which
// means by it that the portal is down.
func wallByStatus(status int, header http.Header, body []byte) string {
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden:
		return ""
	case http.StatusPreconditionFailed:
		return "412: script wall"
	case 521, 512:
		cookie := strings.Join(header.Values("Set-Cookie"), " ")
		cloudflare := strings.EqualFold(header.Get("Server"), "cloudflare")
		script := strings.Contains(readPage(body).scripts, "document.cookie")
		if script || strings.Contains(cookie, "__jsl") || status == 521 && !cloudflare {
			return fmt.Sprintf("%d: script wall", status)
		}
		return ""
	case http.StatusNotFound, http.StatusGone:
		return ""
	}
	if p := glance(body); p.text <= wallText {
		if mark := first(p.scripts, scriptWalls); mark != "" {
			return fmt.Sprintf("%d: script wall (%s)", status, bareMark(mark))
		}
	}
	return ""
}

// classifyPage looks into a success. Only pages for people can be walls, error
// pages or shells.
func classifyPage(status int, mediaType string, body []byte, requestURL string) (store.Outcome, string) {
	if !IsHTML(mediaType) {
		return store.OK, ""
	}
	if len(bytes.TrimSpace(body)) == 0 {
		return store.Soft404, "empty body"
	}
	p := glance(body)
	if wall := p.scriptWall(status); wall != "" {
		return store.Challenge, wall
	}
	if missing := p.missing(requestURL); missing != "" {
		return store.Soft404, missing
	}
	if p.login() {
		return store.Soft404, "login page"
	}
	if p.shell() {
		return store.Soft404, "empty shell: scripts draw the page"
	}
	if wall := p.textWall(); wall != "" {
		return store.Challenge, wall
	}
	return store.OK, ""
}

// scriptWall says by which script a page shows itself to be a wall.
func (p page) scriptWall(status int) string {
	if p.text > wallText || p.tables > 0 && p.text > shellText {
		return ""
	}
	if mark := first(p.scripts, scriptWalls); mark != "" {
		return "script wall (" + bareMark(mark) + ")"
	}
	if status == http.StatusAccepted && (p.scripts != "" || p.sources > 0) {
		return "202: script wall"
	}
	alone := p.text <= shellText && p.links == 0 && p.frames == 0
	if alone && strings.Contains(p.scripts, "document.cookie") && strings.Contains(p.scripts, "location") {
		return "script wall (sets a cookie and reloads)"
	}
	return ""
}

// textWall says by which words a page shows itself to be a wall.
func (p page) textWall() string {
	if p.text > wallText || p.tables > 0 && p.text > shellText {
		return ""
	}
	for _, s := range append([]string{strings.ToLower(p.title)}, p.blocks...) {
		if mark := first(s, textWalls); mark != "" {
			return "says " + mark
		}
		if mark := first(s, waitTexts); mark != "" && p.text <= shellText && p.links == 0 && p.frames == 0 {
			return "says " + mark
		}
	}
	return ""
}

// missing says by what a page shows itself to be a missing one.
func (p page) missing(requestURL string) string {
	title := strings.ToLower(p.title)
	if p.outside <= titledText && len(title) <= blockRunes {
		if mark := first(title, missingTexts); mark != "" {
			return "title says " + mark
		}
		if missingTitle.MatchString(title) {
			return "title says 404"
		}
	}
	if p.outside > missingText {
		return ""
	}
	// beside a table (page fields stand in one) only a line of its own counts
	prose := p.tables == 0 || p.outside <= shellText
	for _, b := range p.blocks {
		mark := ""
		if prose || len(b) <= blockRunes {
			mark = first(b, missingTexts)
		}
		if mark == "" && len(b) <= blockRunes {
			mark = first(b, buildingTexts)
		}
		if mark == "" && missingBlock.MatchString(b) {
			mark = "404"
		}
		if mark != "" {
			return "says " + mark
		}
	}
	if p.text <= shellText {
		return p.sentAway(requestURL)
	}
	return ""
}

// sentAway says how a page without text turns its reader away.
func (p page) sentAway(requestURL string) string {
	if strings.Contains(p.scripts, "alert(") && len(p.scripts) < 4096 {
		if mark := first(p.scripts, missingTexts); mark != "" {
			return "alerts " + mark
		}
	}
	targets := []string{p.refresh}
	if m := scriptTarget.FindStringSubmatch(p.scripts); m != nil {
		targets = append(targets, m[1])
	}
	for _, to := range targets {
		if away := turnedAway(resolve(requestURL, to), requestURL); away != "" {
			return "sends on to " + away
		}
	}
	return ""
}

// login says whether a page is there to ask who one is. Many a portal has a
// field for a password in the head of all its pages.
func (p page) login() bool {
	if !p.password || p.tables > 0 && p.outside > shellText || p.outside > missingText {
		return false
	}
	return first(strings.ToLower(p.title), loginTexts) != "" || p.links <= 3 && p.text <= wallText
}

// shell says whether a page is only the frame of an application. A page that
// brings frames, links or records of its own can be read.
func (p page) shell() bool {
	return p.mount && p.text <= shellText && p.links <= 3 && p.frames == 0 && !p.data && (p.sources > 0 || p.scripts != "")
}

// bareMark is a mark without its punctuation.
func bareMark(mark string) string { return strings.Trim(mark, " =[]\"'.") }

// first returns the first of marks that stands in s.
func first(s string, marks []string) string {
	for _, m := range marks {
		if strings.Contains(s, m) {
			return m
		}
	}
	return ""
}
