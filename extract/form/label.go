package form

import (
	"regexp"
	"strings"
	"unicode"

	"nianbao/extract/script"
)

// ordinal is what forms print before a label: 一、 （一） (1) 1. 1、 ①.
var ordinal = regexp.MustCompile(`^(?:[（(]?[一二三四五六七八九十]{1,3}[)）][、.．]?|[一二三四五六七八九十]{1,3}[、.．,，]|[（(]?[0-9０-９]{1,2}[)）][、.．]?|[0-9０-９]{1,2}[、.．,，]|[①-⑳])`)

// bare is a label for comparison: white space, ordinals and punctuation gone,
// Traditional folded, full-width folded.
func bare(label string) string {
	s := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '\u00a0' || r == '\u200b' || r == '\ufeff' {
			return -1
		}
		return r
	}, label)
	s = ordinal.ReplaceAllString(s, "")
	s = script.Simplify(fold(s))
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '/' {
			return r
		}
		return -1
	}, s)
}

// match says how well a printed label fits an official one.
type match int

const (
	none      match = iota
	similar         // a few characters lost or wrong
	truncated       // the front of the label, or a part of it
	contained       // the label with more around it
	exact
)

// compare rates two bare labels against each other. Short labels must be
// exact or truncated: too little is left to tell a typing error by.
func compare(printed, official string) match {
	switch {
	case printed == "":
		return none
	case printed == official:
		return exact
	}
	p, o := []rune(printed), []rune(official)
	switch {
	case len(o) >= 4 && strings.Contains(printed, official) && len(p) <= 2*len(o)+8:
		return contained
	case len(p) >= 2 && strings.HasPrefix(official, printed):
		return truncated
	case len(p) >= 5 && strings.Contains(official, printed):
		return truncated
	case len(p) >= 4 && len(o) >= 5 && distance(p, o, len(o)/4) <= len(o)/4:
		return similar
	case len(p) >= 5 && 2*len(p) >= len(o) && subsequence(p, o):
		return similar
	}
	return none
}

// subsequence tells a label that only lost characters.
func subsequence(short, long []rune) bool {
	i := 0
	for _, r := range long {
		if i < len(short) && short[i] == r {
			i++
		}
	}
	return i == len(short)
}

// distance is the edit distance of two labels, or limit+1 where it is more.
func distance(a, b []rune, limit int) int {
	if d := len(a) - len(b); d > limit || -d > limit {
		return limit + 1
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			diagonal, row[j] = row[j], min(row[j]+1, row[j-1]+1, diagonal+cost)
		}
	}
	return row[len(b)]
}

// vocabulary is a set of official labels, bare, each with the index of what it
// names.
type vocabulary struct {
	labels []string
	index  []int
	exact  map[string]int
}

func newVocabulary(n int, labels func(int) []string) vocabulary {
	v := vocabulary{exact: map[string]int{}}
	for i := range n {
		for _, l := range labels(i) {
			b := bare(l)
			v.labels = append(v.labels, b)
			v.index = append(v.index, i)
			if _, known := v.exact[b]; !known {
				v.exact[b] = i
			}
		}
	}
	return v
}

// find names the one entry a printed label can mean. ok is false where none
// fits, or where two fit equally well.
func (v vocabulary) find(printed string) (entry int, quality match, ok bool) {
	if i, known := v.exact[printed]; known {
		return i, exact, true
	}
	best, entry, unique := none, -1, true
	length := 0
	for i, official := range v.labels {
		m := compare(printed, official)
		switch {
		case m == none || m < best:
		case m > best:
			best, entry, unique, length = m, v.index[i], true, len(official)
		case v.index[i] == entry:
		case m == contained && len(official) != length:
			// the longer label says more: 行政规范性文件 holds 规范性文件
			if len(official) > length {
				entry, length = v.index[i], len(official)
			}
		default:
			unique = false
		}
	}
	return entry, best, best > none && unique
}
