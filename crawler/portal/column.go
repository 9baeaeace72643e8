package portal

import (
	"path"
	"regexp"
	"strings"
	"unicode/utf8"

	"nianbao/seeds/urls"
)

// onlyYear is the name of a sub-column of one year.
var onlyYear = regexp.MustCompile(`^(?:20[0-9]{2}|二[` + zeros + `][` + digits + `]{2})年?度?(?:(?:政府)?信息公开)?(?:工作)?(?:年度报告|年报)?$`)

// article is an address that systems give articles and files, never lists.
var article = regexp.MustCompile(`/t[0-9]{8}_[0-9]+|/art_[0-9]+|/m?post_[0-9]+|/content/|/[0-9a-f]{32}|/[0-9]{5,}\.|/i[0-9]{6,}\.`)

// fileName is an address of a file rather than a page.
var fileName = regexp.MustCompile(`(?i)\.(?:pdf|docx?|xlsx?|pptx?|wps|et|rtf|ofd|zip|rar|7z|jpe?g|png|gif|bmp|mp4)(?:[?#]|$)`)

// listNames are file names of lists; a number may follow.
var listNames = []string{"index", "list", "default", "home", "column-index", "node"}

func isFile(canonical string) bool { return fileName.MatchString(canonical) }

// isColumn tells whether a link leads to a sub-column: an address below the
// column's own, of a list rather than an article, under a name columns have. A
// year may also stand in the query alone.
func (d *document) isColumn(l *link) bool {
	if l.url == d.column || l.url == d.url || urls.Host(l.url) != urls.Host(d.column) {
		return false
	}
	name := fold(l.title)
	if onlyYear.MatchString(name) && pathOf(l.url) == pathOf(d.column) && pathAndQuery(l.url) != pathAndQuery(d.column) {
		return true
	}
	return d.below(l.url) && isListAddress(pathOf(l.url)) && isColumnName(name)
}

func isColumnName(folded string) bool {
	if folded == "" || utf8.RuneCountInString(folded) > 20 {
		return false
	}
	return onlyYear.MatchString(folded) || containsAny(folded, columnWords) && yearOf(folded) == 0 || isAgency(folded)
}

// isListAddress tells whether a path looks like that of a list.
func isListAddress(p string) bool {
	if article.MatchString(p) || isFile(p) {
		return false
	}
	last := path.Base(p)
	if strings.HasSuffix(p, "/") || !strings.Contains(last, ".") {
		return true
	}
	for _, name := range listNames {
		if rest, found := strings.CutPrefix(last, name); found && strings.HasPrefix(strings.TrimLeft(rest, "_-0123456789"), ".") {
			return true
		}
	}
	return false
}

// below tells whether a URL stands under the column's own path: deeper than
// its folder, on its host.
func (d *document) below(canonical string) bool {
	if urls.Authority(canonical) != urls.Authority(d.column) {
		return false
	}
	p := pathOf(canonical)
	for _, folder := range d.folders {
		if rest, found := strings.CutPrefix(p, folder); found && rest != "" && !isFrontName(rest) {
			return true
		}
	}
	return false
}

// isFrontName tells whether the rest of a path is only the first page of the
// folder itself.
func isFrontName(rest string) bool {
	stem, _, _ := strings.Cut(rest, ".")
	return !strings.Contains(rest, "/") && (stem == "index" || stem == "default" || stem == "list")
}

// foldersOf returns the path prefixes below which a column's own pages stand:
// its folder, unless that is the whole site, and the folder named like its
// page (xxgknb.htm → xxgknb/, as 博达 VSB has it).
func foldersOf(column string) []string {
	p := pathOf(column)
	folder := p[:strings.LastIndexByte(p, '/')+1]
	var folders []string
	if folder != "/" && folder != "" {
		folders = append(folders, folder)
	}
	if stem := strings.TrimSuffix(p, path.Ext(p)); stem != "" && !strings.HasSuffix(stem, "/") && !isFrontName(path.Base(p)) {
		folders = append(folders, stem+"/")
	}
	return folders
}

// pathOf is the path of a canonical URL, "" for what is none.
func pathOf(canonical string) string {
	p, _, _ := strings.Cut(pathAndQuery(canonical), "?")
	return p
}

func pathAndQuery(canonical string) string {
	rest, _, _ := strings.Cut(strings.TrimPrefix(canonical, urls.Authority(canonical)), "#")
	return rest
}
