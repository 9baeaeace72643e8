package extract

import (
	"net/url"
	"path"
	"regexp"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"
)

// documentName is a file a report may be in.
var documentName = regexp.MustCompile(`(?i)\.(pdf|docx?|wps|rtf|xlsx?|et|ofd)(?:$|[?#&])`)

// imageName is an image that may be a page of a report.
var imageName = regexp.MustCompile(`(?i)\.(jpe?g|png|gif|bmp|webp)(?:$|[?#])`)

// maxAttachments bounds what one page may name.
const maxAttachments = 50

// attachmentsOf lists the files a body links to, embeds or frames, in order;
// images counts the pictures in it.
func attachmentsOf(body *html.Node, pageURL string) (list []Attachment, images int) {
	base, err := url.Parse(pageURL)
	if err != nil {
		base = &url.URL{}
	}
	seen := map[string]bool{}
	sel := goquery.NewDocumentFromNode(body)
	sel.Find("a[href], iframe[src], embed[src], object[data]").Each(func(_ int, s *goquery.Selection) {
		ref := strings.TrimSpace(firstOf([]string{s.AttrOr("href", ""), s.AttrOr("src", ""), s.AttrOr("data", "")}))
		name := plainText(s.Text())
		if !documentName.MatchString(ref) && !documentName.MatchString(name) || len(list) >= maxAttachments {
			return
		}
		u, err := base.Parse(ref)
		if err != nil || u.Scheme != "" && u.Scheme != "http" && u.Scheme != "https" || seen[u.String()] {
			return
		}
		u.Fragment = ""
		seen[u.String()] = true
		if name == "" {
			name = path.Base(u.Path)
		}
		list = append(list, Attachment{URL: u.String(), Name: name})
	})
	sel.Find("img[src]").Each(func(_ int, s *goquery.Selection) {
		if imageName.MatchString(s.AttrOr("src", "")) {
			images++
		}
	})
	return list, images
}
