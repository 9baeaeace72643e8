package extract

import (
	"encoding/base64"
	"net/url"
	"path"
	"regexp"
	"strings"

	"nianbao/extract/charset"
)

// What an address says of what it leads to.

var (
	// documentName ends the name of a file a report may be in, or packed in.
	documentName = regexp.MustCompile(`(?i)\.(pdf|docx?|wps|rtf|xlsx?|et|ofd|zip|rar|7z)(?:$|[?#&])`)
	// documentEnd is documentName at the end alone.
	documentEnd = regexp.MustCompile(`(?i)\.(?:pdf|docx?|wps|rtf|xlsx?|et|ofd|zip|rar|7z)$`)
	// servlet is a program that hands out files: downfile.jsp, download.do,
	// virtual_attach_file.vsb, DownloadServlet?fileid=.
	servlet = regexp.MustCompile(`(?i)(?:down(?:load|file|att)?|virtual_attach_file|attach(?:ment|file)?s?|(?:get|read|show|open)_?file|file(?:id|down|download)|fileservlet)[^/]*$`)
	// page is an address that leads to a page, or to what is no document.
	pageName = regexp.MustCompile(`(?i)\.(?:s?html?|xml|css|js|apk|exe|mp4|jpe?g|png|gif)$`)
	// viewerName is a page that shows a document named in its query.
	viewerName = regexp.MustCompile(`(?i)viewer|preview|pdf\.?js|/view\.aspx|\.s?html?$`)
	// offer are words of a link to a file.
	offer = regexp.MustCompile(`附件|下载|年报|年度报告|全文|点击|查看|报告`)
	// noName is a text that says to click, and not what it is one gets.
	noName = regexp.MustCompile(`^(?:点击|点此|在线|请|此处|这里|查看|下载|打开|浏览|阅读|预览|附件|全文|详情|文件|文档|[\s:：\[\]【】()（）“”"，。>》…0-9一二三])+$`)
	// reportFile are words in the name of a report's file.
	reportFile = regexp.MustCompile(`信息公开|年报|年度报告|附件`)
)

// shownKeys are the parameters by which viewers are told what to show.
var shownKeys = []string{"file", "url", "src", "path", "fileurl", "filepath", "pdf", "pdfurl", "doc", "attach", "fileUrl", "filePath", "pdfUrl"}

// namesDocument tells an address whose path, or a value in whose query, ends
// like the name of a document.
func namesDocument(u *url.URL) bool {
	if documentEnd.MatchString(u.Path) {
		return true
	}
	if u.RawQuery == "" || pageName.MatchString(u.Path) {
		return false
	}
	for value := range strings.FieldsFuncSeq(u.RawQuery, func(r rune) bool { return r == '&' || r == ';' }) {
		_, value, _ = strings.Cut(value, "=")
		if plain, err := url.QueryUnescape(value); err == nil && documentEnd.MatchString(plain) || documentEnd.MatchString(value) {
			return true
		}
	}
	return false
}

// isPage tells an address that leads to a page for people.
func isPage(u *url.URL) bool { return pageName.MatchString(u.Path) }

// servesFile tells the address of a program that hands out files.
func servesFile(u *url.URL) bool {
	if isPage(u) {
		return false
	}
	last := path.Base(u.Path)
	return servlet.MatchString(last) && (u.RawQuery != "" || !strings.HasSuffix(u.Path, "/")) && (u.RawQuery != "" || strings.Contains(last, ".")) ||
		u.RawQuery != "" && servlet.MatchString(strings.SplitN(u.RawQuery, "=", 2)[0])
}

// offersFile tells the words of a link to a file.
func offersFile(name string) bool { return offer.MatchString(name) }

// speaksOfReport tells the name of a file that may be a report's.
func speaksOfReport(name string) bool { return reportFile.MatchString(name) }

// viewed is what a viewer's address says to show; nil where it is no viewer's.
// A relative one is meant from the viewer's own page.
func viewed(u *url.URL) *url.URL {
	if u.RawQuery == "" && u.Fragment == "" || !viewerName.MatchString(u.Path) {
		return nil
	}
	query := u.Query()
	for _, key := range shownKeys {
		value := strings.TrimSpace(query.Get(key))
		if value == "" {
			continue
		}
		if raw, err := base64.StdEncoding.DecodeString(value); err == nil && strings.HasPrefix(string(raw), "http") {
			value = string(raw)
		}
		if again, err := url.QueryUnescape(value); err == nil && strings.Contains(value, "%2F") {
			value = again
		}
		shown, err := u.Parse(value)
		if err == nil && (namesDocument(shown) || servesFile(shown)) && (shown.Scheme == "http" || shown.Scheme == "https" || shown.Scheme == "") {
			return shown
		}
	}
	return nil
}

// baseName is the last part of an address, as text.
func baseName(u *url.URL) string {
	name := u.Path
	if !documentEnd.MatchString(name) {
		for value := range strings.FieldsFuncSeq(u.RawQuery, func(r rune) bool { return r == '&' || r == ';' }) {
			_, value, _ = strings.Cut(value, "=")
			if plain, err := url.QueryUnescape(value); err == nil && documentEnd.MatchString(plain) {
				name = plain
			}
		}
	}
	return charset.Decode([]byte(path.Base(name)), "").Text
}

func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}
