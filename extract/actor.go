package extract

import (
	"iter"
	"strings"
	"unicode/utf8"
)

// nameEnds are how names of government bodies end; of two that fit, the first
// counts.
var nameEnds = []string{"人民政府办公室", "人民政府", "管理委员会", "委员会", "管委会", "街道办事处", "办事处", "办公室", "税务局", "局", "厅", "署",
	"中心", "总队", "支队", "海关", "人民法院", "人民检察院"}

// nameEnd finds them by their first character.
var nameEnd = newFinder(nameEnds)

// Length of a name that a sentence begins with, in characters before its end.
const (
	leastName = 2
	mostName  = 22
)

// behindYear is as much of a text, in characters, as an actor behind a year
// takes.
const behindYear = len("以来，")/3 + mostName + 7

// actors yields the names that sentences begin with, behind a year: 2024年，某某局.
// White space is passed over.
func actors(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for at := 0; ; {
			i := strings.Index(text[at:], "年")
			if i < 0 {
				return
			}
			at += i
			if _, ok := yearBefore(text[:at]); ok {
				if name, ok := actor(squeezed(text[at+len("年"):], behindYear)); ok && !yield(name) {
					return
				}
			}
			at += len("年")
		}
	}
}

// yearBefore is the year of this century, in figures, that a text ends with.
func yearBefore(text string) (year string, ok bool) {
	var figures [4]byte
	for n := len(figures); n > 0; {
		r, size := utf8.DecodeLastRuneInString(text)
		if size == 0 {
			return "", false
		}
		text = text[:len(text)-size]
		if r = squeezeRune(r); r < 0 {
			continue
		}
		if r < '0' || r > '9' {
			return "", false
		}
		n--
		figures[n] = byte(r)
	}
	return string(figures[:]), figures[0] == '2' && figures[1] == '0'
}

// squeezed is the front of a squeezed text, in characters.
func squeezed(text string, most int) string {
	b := make([]byte, 0, 128)
	for _, r := range text {
		if most == 0 {
			break
		}
		if r = squeezeRune(r); r >= 0 {
			b = utf8.AppendRune(b, r)
			most--
		}
	}
	return string(b)
}

// actor reads the name behind a year: the shortest that ends as one does.
func actor(s string) (name string, ok bool) {
	for _, since := range []string{"度", "来", "以来"} {
		if rest, found := strings.CutPrefix(s, since); found {
			if name, ok = shortestName(strings.TrimPrefix(rest, ",")); ok {
				return name, true
			}
		}
	}
	return shortestName(strings.TrimPrefix(s, ","))
}

func shortestName(s string) (name string, ok bool) {
	at := 0
	for n := 1; n <= mostName; n++ {
		r, size := utf8.DecodeRuneInString(s[at:])
		if !han(r) {
			return "", false
		}
		at += size
		if n < leastName {
			continue
		}
		if end, found := nameEnd.at(s[at:]); found {
			return s[:at+len(end)], true
		}
	}
	return "", false
}
