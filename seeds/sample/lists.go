package sample

import (
	"fmt"
	"html"
	"path"
	"slices"
	"strings"
)

// filled puts reports and everything else on the sites' lists, newest first.
// Bases are the sites' addresses, for links across hosts.
func filled(all []site, reports []page, bases []string) []site {
	for _, p := range reports {
		c := all[p.site].column(p.column)
		e := entry{href: p.path, text: linkText(p.document), date: p.document.Published}
		if p.moved != "" {
			e.href = p.moved
		}
		if len(c.entries)%3 == 1 {
			e.title, e.text = e.text, cut(e.text)
		}
		c.entries = append(c.entries, e)
	}
	all[jichuan].columns[0].entries = filedEntries()
	for i := range all {
		first := &all[i].columns[0]
		first.entries = append(first.entries, decoys(i, bases)...)
		for j := range all[i].columns {
			slices.SortStableFunc(all[i].columns[j].entries, func(a, b entry) int { return strings.Compare(b.date, a.date) })
		}
	}
	return all
}

func (s *site) column(path string) *column {
	for i := range s.columns {
		if s.columns[i].path == path {
			return &s.columns[i]
		}
	}
	return &s.columns[0]
}

// linkText is what a list calls a report.
func linkText(d Document) string {
	if d.Title == "" {
		return fmt.Sprintf("%d年政府信息公开工作年度报告", d.Year)
	}
	return d.Title
}

// cut shortens a text as list templates do.
func cut(text string) string {
	runes := []rune(text)
	return string(runes[:min(len(runes), 18)]) + "…"
}

// pageCount is how many pages a column has.
func (c column) pageCount() int {
	return max(1, (len(c.entries)+c.size-1)/c.size)
}

// pagePaths are the addresses of a column's pages, first to last.
func (s site) pagePaths(c column) []string {
	paths := []string{c.path}
	for n := 2; n <= c.pageCount(); n++ {
		if s.family == familyTRS {
			paths = append(paths, fmt.Sprintf("%sindex_%d.%s", c.path, n-1, c.ext))
		} else {
			ext := path.Ext(c.path)
			paths = append(paths, fmt.Sprintf("%s_%d%s", strings.TrimSuffix(c.path, ext), n, ext))
		}
	}
	return paths
}

// listPage prints one page of a column, counted from 0.
func (s site) listPage(host string, c column, n int, hits int) string {
	v := view{Site: html.EscapeString(s.name), Host: host, Column: c.title, ColumnPath: c.path,
		CharsetMeta: charsetMeta(s.declare), PageTitle: c.title, Hits: 1000 + hits, Subs: s.subColumns(c)}
	end := min(len(c.entries), (n+1)*c.size)
	var items strings.Builder
	for _, e := range c.entries[min(end, n*c.size):end] {
		items.WriteString(s.item(c, e))
	}
	v.Items = items.String()
	if s.family == familyTRS {
		v.Paging = fmt.Sprintf(scriptedPaging, c.pageCount(), n, c.ext)
	} else {
		v.Paging = linkedPaging(s.pagePaths(c), n)
	}
	return paint(s.theme, "list", v)
}

// scriptedPaging is the paging of TRS lists: no link, only a call whose
// arguments are the number of pages, the current one from 0, stem and
// extension.
const scriptedPaging = `<script type="text/javascript">
function createPageHTML(_nPageCount, _nCurrIndex, _sPageName, _sPageExt){
	if(_nPageCount == null || _nPageCount <= 1){ return; }
	for(var i = 0; i < _nPageCount; i++){
		if(i == _nCurrIndex){ document.write("<span>" + (i + 1) + "</span>"); continue; }
		document.write("<a href=\"" + _sPageName + (i == 0 ? "" : "_" + i) + "." + _sPageExt + "\">" + (i + 1) + "</a>");
	}
}
createPageHTML(%d, %d, "index", "%s");
</script>`

// linkedPaging is paging by links, relative to the list.
func linkedPaging(paths []string, n int) string {
	last := len(paths) - 1
	link := func(i int, text string) string {
		if i < 0 || i > last || i == n {
			return "<span class=\"disabled\">" + text + "</span> "
		}
		return fmt.Sprintf("<a href=\"%s\">%s</a> ", path.Base(paths[i]), text)
	}
	return fmt.Sprintf("共%d页 当前第%d页 ", last+1, n+1) + link(0, "首页") + link(n-1, "上一页") + link(n+1, "下一页") + link(last, "尾页")
}

// item prints an entry; links of TRS lists are relative to the list.
func (s site) item(c column, e entry) string {
	href := e.href
	if s.family == familyTRS && strings.HasPrefix(href, c.path) {
		href = "./" + strings.TrimPrefix(href, c.path)
	}
	title := ""
	if e.title != "" {
		title = " title=\"" + html.EscapeString(e.title) + "\""
	}
	return fmt.Sprintf("<li><a href=\"%s\"%s target=\"_blank\">%s</a><span class=\"date\">%s</span></li>\n",
		html.EscapeString(href), title, html.EscapeString(e.text), e.date)
}

// subColumns links the columns under a column.
func (s site) subColumns(c column) string {
	var b strings.Builder
	for _, sub := range s.columns {
		if sub.under == c.path {
			fmt.Fprintf(&b, "<li><a href=\"%s\">%s</a></li>", sub.path, sub.title)
		}
	}
	if b.Len() == 0 {
		return ""
	}
	return "<ul class=\"sub\">" + b.String() + "</ul>\n"
}
