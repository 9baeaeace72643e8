package grid

import (
	"bytes"
	"encoding/xml"
	"strconv"
	"strings"
)

// listLevel is how one level of a list numbers its items (ECMA-376 part 1,
// 17.9.6): %1 in text stands for the number of level 1, and so on.
type listLevel struct {
	start  int
	format string
	text   string
}

// listLevels is how deep lists go (ECMA-376 part 1, 17.9.3).
const listLevels = 9

// wordList is one list: its levels, and the number each is at.
type wordList struct {
	levels [listLevels]listLevel
	at     [listLevels]int
	begun  [listLevels]bool
}

// wordLists are the lists of a document. Those that share an abstract list
// count on together, unless one says where it starts.
type wordLists map[int]*wordList

// readNumbering reads the lists by numId.
func readNumbering(part []byte) (wordLists, error) {
	abstract := map[string]*wordList{}
	lists := wordLists{}
	d := xml.NewDecoder(bytes.NewReader(part))
	err := eachPart(d, func(e xml.StartElement) error {
		switch e.Name.Local {
		case "abstractNum":
			l := &wordList{}
			abstract[val(e, "abstractNumId")] = l
			return each(d, 2, func(e xml.StartElement) error {
				if e.Name.Local != "lvl" {
					return skip(d, 3)
				}
				return l.readLevel(d, e)
			})
		case "num":
			return lists.readNum(d, e, abstract)
		}
		return skip(d, 2)
	})
	return lists, err
}

func (l *wordList) readLevel(d *xml.Decoder, e xml.StartElement) error {
	at, err := strconv.Atoi(val(e, "ilvl"))
	if err != nil || at < 0 || at >= listLevels {
		return skip(d, 3)
	}
	level := &l.levels[at]
	level.start = 1
	return each(d, 3, func(e xml.StartElement) error {
		switch e.Name.Local {
		case "start":
			if n, ok := number(e); ok {
				level.start = n
			}
		case "numFmt":
			level.format = val(e, "val")
		case "lvlText":
			level.text = val(e, "val")
		}
		return skip(d, 4)
	})
}

func (ls wordLists) readNum(d *xml.Decoder, e xml.StartElement, abstract map[string]*wordList) error {
	id, err := strconv.Atoi(val(e, "numId"))
	if err != nil {
		return skip(d, 2)
	}
	return each(d, 2, func(e xml.StartElement) error {
		switch e.Name.Local {
		case "abstractNumId":
			if l := abstract[val(e, "val")]; l != nil {
				ls[id] = l
			}
		case "lvlOverride":
			if l := ls[id]; l != nil {
				own := *l // it no longer counts with the others
				ls[id] = &own
				return own.override(d, e)
			}
		}
		return skip(d, 3)
	})
}

func (l *wordList) override(d *xml.Decoder, e xml.StartElement) error {
	at, err := strconv.Atoi(val(e, "ilvl"))
	if err != nil || at < 0 || at >= listLevels {
		return skip(d, 3)
	}
	return each(d, 3, func(e xml.StartElement) error {
		switch e.Name.Local {
		case "startOverride":
			if n, ok := number(e); ok {
				l.levels[at].start = n
			}
		case "lvl":
			return l.readLevel(d, e)
		}
		return skip(d, 4)
	})
}

// next counts an item of a list and is what stands before it; "" for bullets
// and for paragraphs of no list.
func (ls wordLists) next(p wordProps) string {
	l := ls[p.list]
	at := max(p.depth, 0)
	if l == nil || p.list <= 0 || at >= listLevels {
		return ""
	}
	if l.begun[at] {
		l.at[at]++
	} else {
		l.at[at], l.begun[at] = l.levels[at].start, true
	}
	for deeper := at + 1; deeper < listLevels; deeper++ {
		l.begun[deeper] = false
	}
	switch l.levels[at].format {
	case "", "bullet", "none":
		return ""
	}
	text := l.levels[at].text
	for i := range at + 1 {
		place := "%" + strconv.Itoa(i+1)
		if !strings.Contains(text, place) {
			continue
		}
		n := l.at[i]
		if !l.begun[i] {
			n = l.levels[i].start
		}
		text = strings.Replace(text, place, counted(n, l.levels[i].format), 1)
	}
	return text
}

// counted writes the number of a list item in one of the formats of ECMA-376
// part 1, 17.18.59 that Chinese documents use.
func counted(n int, format string) string {
	switch format {
	case "chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting", "taiwaneseCountingThousand",
		"ideographDigital", "chineseLegalSimplified", "ideographTraditional":
		return chineseNumber(n)
	case "decimalEnclosedCircle", "decimalEnclosedCircleChinese":
		if n >= 1 && n <= 20 {
			return string(rune('①' + n - 1))
		}
	case "upperLetter", "lowerLetter":
		if n >= 1 && n <= 26 {
			return string(map[string]rune{"upperLetter": 'A', "lowerLetter": 'a'}[format] + rune(n-1))
		}
	}
	return strconv.Itoa(n)
}

// chineseNumber writes 1 to 99 as documents number their sections.
func chineseNumber(n int) string {
	digits := []rune("零一二三四五六七八九")
	switch {
	case n < 0 || n > 99:
		return strconv.Itoa(n)
	case n < 10:
		return string(digits[n])
	}
	out := "十"
	if n >= 20 {
		out = string(digits[n/10]) + out
	}
	if n%10 > 0 {
		out += string(digits[n%10])
	}
	return out
}
