package portal

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
)

// setting is a name with its value as scripts, attributes and query strings
// write it: name: 'value', "name":"value", name = 12, name=value.
var setting = regexp.MustCompile(`['"]?([A-Za-z_]\w{0,40})['"]?\s*[:=]\s*(?:'([^'\n<>]{0,300})'|"([^"\n<>]{0,300})"|(-?[0-9]{1,18}|true|false)\b)`)

// hiddenField is a field of a form that says what the page lists.
var hiddenField = regexp.MustCompile(`(?i)<input\b[^<>]{0,500}>`)

// tagName and tagValue are read off a tag's attributes.
var (
	tagName  = regexp.MustCompile(`(?i)\b(?:name|id)\s*=\s*["']?([\w-]{1,40})`)
	tagValue = regexp.MustCompile(`(?i)\bvalue\s*=\s*(?:"([^"]{0,300})"|'([^']{0,300})')`)
)

// settings are what a page's scripts and hidden fields set, by name in lower
// case: the first that is not empty, near first and then anywhere.
type settings map[string]string

// maxSettings bounds how much of a page is looked at.
const maxSettings = 20000

// settingsNear reads the settings of a page. What stands near a mark goes
// before all else.
func (d *document) settingsNear(mark string) settings {
	s := settings{}
	if at := strings.Index(d.text, mark); at >= 0 {
		const before, after = 2500, 2500
		s.read(d.text[max(at-before, 0):min(at+after, len(d.text))])
	}
	for _, script := range d.scripts {
		if strings.Contains(script, mark) {
			s.read(script)
		}
	}
	s.read(d.text)
	return s
}

func (s settings) read(text string) {
	text = html.UnescapeString(text)
	for _, m := range setting.FindAllStringSubmatch(text, maxSettings) {
		s.put(m[1], m[2]+m[3]+m[4])
	}
	for _, tag := range hiddenField.FindAllString(text, 500) {
		name, value := tagName.FindStringSubmatch(tag), tagValue.FindStringSubmatch(tag)
		if name != nil && value != nil {
			s.put(name[1], value[1]+value[2])
		}
	}
}

func (s settings) put(name, value string) {
	name = strings.ToLower(name)
	if s[name] == "" {
		s[name] = strings.TrimSpace(value)
	}
}

// of is the value of the first of the names that has one.
func (s settings) of(names ...string) string {
	for _, n := range names {
		if v := s[strings.ToLower(n)]; v != "" {
			return v
		}
	}
	return ""
}

// size is the number of rows to a page, or another where none is set.
func (s settings) size(otherwise int, names ...string) int {
	if n := within(s.of(names...), 1000); n > 0 {
		return n
	}
	return otherwise
}
