package intake

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"nianbao/extract/charset"
)

// headBytes is how far into a page it is looked for what it says of itself.
const headBytes = 64 << 10

// marks stand in a page that says where it comes from.
var marks = regexp.MustCompile(`(?i)saved from url|saved with SingleFile|by HTTrack|<base\s`)

// said is what a page's head says of where it was saved from: browsers leave a
// comment, SingleFile and HTTrack others, and some tools a base. A base that is a folder is
// that of a site, not of a page. What a page calls its canonical address is not
// asked: portals give whole columns one.
func said(body []byte, claim string) origins {
	head := body[:min(len(body), headBytes)]
	wide := bytes.HasPrefix(head, []byte{0xff, 0xfe}) || bytes.HasPrefix(head, []byte{0xfe, 0xff})
	if !wide && !marks.Match(head) {
		return origins{}
	}
	text := charset.Decode(head, claim)
	var base origins
	for z := html.NewTokenizer(strings.NewReader(text.Text)); ; {
		switch z.Next() {
		case html.ErrorToken:
			return base
		case html.CommentToken:
			if o := savedFrom(string(z.Text()), text.Name); o.url != "" {
				return o
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			if t.DataAtom == atom.Body {
				return base
			}
			if t.DataAtom == atom.Base && base.url == "" {
				base.url = baseAddress(t, text.Name)
			}
		}
	}
}

func baseAddress(t html.Token, charset string) string {
	for _, a := range t.Attr {
		if a.Key != "href" {
			continue
		}
		if url := pageAddress(a.Val, charset); !strings.HasSuffix(url, "/") {
			return url
		}
	}
	return ""
}

// The comments of browsers ("saved from url=(0042)http://…", the number being
// that of the characters that follow), of SingleFile, and of HTTrack, which
// leaves the scheme out: http is meant, where it does not say otherwise.
var (
	browserComment = regexp.MustCompile(`(?is)^\s*saved from url=\((\d{1,6})\)(\S+)`)
	singleComment  = regexp.MustCompile(`(?is)^\s*Page saved with SingleFile\s+url:\s*(\S+)(?:\s+saved date:\s*([^\r\n(]*))?`)
	mirrorComment  = regexp.MustCompile(`(?is)^\s*Mirrored from (\S+) by HTTrack[^\]>]*\](?:,\s*([^\r\n]*\S))?`)
)

// How SingleFile writes the time, as a browser's Date does, and HTTrack.
const (
	singleDate = "Mon Jan 02 2006 15:04:05 GMT-0700"
	mirrorDate = time.RFC1123
)

func savedFrom(comment, charset string) origins {
	if m := browserComment.FindStringSubmatch(comment); m != nil {
		url := []rune(m[2])
		if n, err := strconv.Atoi(m[1]); err == nil && n > 0 && n < len(url) {
			url = url[:n]
		}
		return origins{url: pageAddress(string(url), charset)}
	}
	if m := singleComment.FindStringSubmatch(comment); m != nil {
		return origins{url: pageAddress(m[1], charset), at: saidTime(singleDate, m[2])}
	}
	m := mirrorComment.FindStringSubmatch(comment)
	if m == nil {
		return origins{}
	}
	if !strings.Contains(m[1], "://") {
		m[1] = "http://" + m[1]
	}
	return origins{url: pageAddress(m[1], charset), at: saidTime(mirrorDate, m[2])}
}

// saidTime reads a time; zero where it is none.
func saidTime(layout, text string) time.Time {
	at, err := time.Parse(layout, strings.TrimSpace(text))
	if err != nil {
		return time.Time{}
	}
	return at
}
