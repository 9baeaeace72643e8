package passage

import (
	"crypto/sha256"
	"encoding/binary"
	"strings"
	"unicode"
	"unicode/utf8"

	"nianbao/extract/script"
)

// Print identifies a sentence over reports.
type Print uint64

// Sentence is one sentence of a narrative that has a print.
type Sentence struct {
	Print   Print
	Section int    // index of the section it stands in
	Text    string // as it stands
	Length  int    // in characters, of what the print is made of
}

// shortest is the least length of a sentence with a print, in characters. What
// is shorter is shared by chance.
const shortest = 20

// maxSentences bounds the sentences of one report: the longest real ones have
// some three hundred.
const maxSentences = 2000

// Sentences lists the sentences of a narrative that have a print. texts are
// those of its sections in order, names are what the agency is called.
func Sentences(texts []string, names ...string) []Sentence {
	own := normals(names)
	var out []Sentence
	for i, text := range texts {
		for text != "" && len(out) < maxSentences {
			var one string
			one, text = cut(text)
			normal := bare(one, own)
			if normal == "" {
				continue
			}
			sum := sha256.Sum256([]byte(normal))
			out = append(out, Sentence{
				Print: Print(binary.BigEndian.Uint64(sum[:8])), Section: i,
				Text: strings.TrimSpace(one), Length: utf8.RuneCountInString(normal),
			})
		}
	}
	return out
}

// cut takes the first sentence off a text.
func cut(text string) (one, rest string) {
	i := strings.IndexAny(text, "。；！？;!?\n")
	if i < 0 {
		return text, ""
	}
	_, size := utf8.DecodeRuneInString(text[i:])
	return text[:i], text[i+size:]
}

// bare is the normal form a print is made of: without what a copyist changes.
// It is empty where the sentence has no print.
func bare(sentence string, own []string) string {
	if len(sentence) < shortest {
		return ""
	}
	normal := script.Normal(sentence)
	for _, phrase := range prescribed {
		if strings.Contains(normal, phrase) {
			return ""
		}
	}
	for _, name := range own {
		normal = strings.ReplaceAll(normal, name, "")
	}
	normal = strings.Map(func(r rune) rune {
		if unicode.IsNumber(r) || r == '.' || r == '-' {
			return -1
		}
		return r
	}, normal)
	normal = strings.TrimLeft(normal, "一二三四五六七八九十")
	normal = strings.TrimPrefix(normal, "是")
	if utf8.RuneCountInString(normal) < shortest {
		return ""
	}
	return normal
}

func normals(names []string) []string {
	var out []string
	for _, name := range names {
		if n := script.Normal(name); n != "" {
			out = append(out, n)
		}
	}
	return out
}
