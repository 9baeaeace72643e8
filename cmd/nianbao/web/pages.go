package web

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"net/url"
	"reflect"
	"strings"
	"time"

	"nianbao/extract/audit"
)

//go:embed templates static
var assets embed.FS

// screen is a page before it is drawn.
type screen struct {
	template string // file in templates
	Title    string
	Query    string // words in the search box of the head
	Data     any
}

// pages draws the screens in one language.
type pages struct {
	lang audit.Language
	set  *template.Template
}

// frame is what the frame of every page is drawn with.
type frame struct {
	*screen
	Lang, Other string // of the page, and the one to change to
	OtherURL    string
	Path        string
}

func parsePages(lang audit.Language) (*pages, error) {
	p := &pages{lang: lang}
	set := template.New("").Funcs(template.FuncMap{
		"say":    func(en, zh string) string { return say(lang, en, zh) },
		"number": thousands,
		"size":   Size,
		"path":   url.PathEscape,
		"query":  query,
		"time":   shownTime,
		"day":    shownDay,
		"or":     firstOf,
		"word":   func(key any) string { return word(lang, firstOf(key)) },
		"formats": func() (names []string) {
			for _, f := range downloadFormats {
				names = append(names, f.name)
			}
			return names
		},
		"forms":      func() []string { return []string{"2021", "2019", "2014", "local", "unknown"} },
		"severities": func() []audit.Severity { return []audit.Severity{audit.Error, audit.Warning, audit.Info} },
		"note":       func(f audit.Finding) string { return audit.Message(f, lang) },
	})
	set, err := set.ParseFS(assets, "templates/*.html")
	if err != nil {
		return nil, err
	}
	p.set = set
	return p, nil
}

// render draws a screen.
func (p *pages) render(q *request, s *screen) ([]byte, error) {
	other := audit.Chinese
	if p.lang == audit.Chinese {
		other = audit.English
	}
	v := q.URL.Query()
	v.Set(languageName, string(other))
	v.Del("token")
	f := frame{screen: s, Lang: string(p.lang), Other: string(other), Path: q.URL.Path, OtherURL: local((&url.URL{Path: q.URL.Path, RawQuery: v.Encode()}).String())}
	if f.Lang == "zh" {
		f.Lang = "zh-CN"
	}
	var b bytes.Buffer
	if err := p.set.ExecuteTemplate(&b, s.template, f); err != nil {
		return nil, fmt.Errorf("draw %s: %w", s.template, err)
	}
	return b.Bytes(), nil
}

// query is a query string of names and values, in turn; empty values are left
// out.
func query(pairs ...any) template.URL {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if text := firstOf(pairs[i+1]); text != "" {
			v.Set(firstOf(pairs[i]), text)
		}
	}
	return template.URL(v.Encode()) //nolint:gosec // escaped by Encode
}

// thousands writes a count with commas.
func thousands(n any) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// shownTime writes a time in UTC for people; times of other kinds as they are.
func shownTime(v any) string {
	switch t := v.(type) {
	case time.Time:
		if t.IsZero() {
			return "—"
		}
		return t.UTC().Format("2006-01-02 15:04 UTC")
	case *time.Time:
		if t == nil {
			return "—"
		}
		return shownTime(*t)
	case string:
		if at, err := time.Parse(time.RFC3339, t); err == nil {
			return shownTime(at)
		}
		return t
	}
	return "—"
}

func shownDay(v any) string {
	day, _, _ := strings.Cut(shownTime(v), " ")
	return day
}

// firstOf is the text of the first of values, or of what they point to, that
// says something.
func firstOf(values ...any) string {
	for _, v := range values {
		r := reflect.ValueOf(v)
		if !r.IsValid() || r.Kind() == reflect.Pointer && r.IsNil() {
			continue
		}
		if text := fmt.Sprint(reflect.Indirect(r)); text != "" {
			return text
		}
	}
	return ""
}
