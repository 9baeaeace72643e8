package compare

import (
	"strings"
	"unicode/utf8"

	"nianbao/extract"
)

// context is how many sentences that are the same are shown beside others.
const context = 1

// sentence is one sentence of a report, and the section it stands in.
type sentence struct {
	section, text string
}

// sentences takes a narrative apart, heading by heading.
func sentences(sections []extract.Section) (out []sentence) {
	for _, s := range sections {
		name := s.Heading
		if s.Ordinal != "" {
			name = s.Ordinal + "、" + s.Heading
		}
		for _, text := range split(s.Text) {
			out = append(out, sentence{name, text})
		}
	}
	return out
}

// split cuts a text behind its sentences' ends.
func split(text string) (out []string) {
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		for line != "" {
			end := len(line)
			if i := strings.IndexAny(line, "。；！？"); i >= 0 {
				_, size := utf8.DecodeRuneInString(line[i:])
				end = i + size
				for strings.HasPrefix(line[end:], "”") || strings.HasPrefix(line[end:], "）") {
					end += len("”")
				}
			}
			out = append(out, line[:end])
			line = strings.TrimSpace(line[end:])
		}
	}
	return out
}

// text compares narratives sentence by sentence.
func text(old, now []extract.Section) []Passage {
	steps := edit(sentences(old), sentences(now))
	shown := make([]bool, len(steps))
	for i, s := range steps {
		if s.sign == Kept {
			continue
		}
		for j := max(i-context, 0); j <= min(i+context, len(steps)-1); j++ {
			shown[j] = true
		}
	}
	out := []Passage{}
	for i, s := range steps {
		if !shown[i] {
			continue
		}
		if i == 0 || !shown[i-1] || steps[i-1].section != s.section {
			out = append(out, Passage{Section: s.section})
		}
		last := &out[len(out)-1]
		last.Lines = append(last.Lines, Line{s.sign, s.text})
	}
	return out
}

// step is a sentence, and what became of it.
type step struct {
	sign Sign
	sentence
}

// maxEdits bounds how many edits are looked for: past that, two texts have
// nothing in common that is worth telling, and all of the one is lost.
const maxEdits = 2000

// edit finds the shortest way from one text to the other (Myers 1986, An O(ND)
// difference algorithm). Sections count only by name: a sentence that moved to
// another is lost there and gained here.
func edit(a, b []sentence) []step {
	head := 0
	for head < min(len(a), len(b)) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < min(len(a), len(b))-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	steps := make([]step, 0, max(len(a), len(b)))
	for _, s := range a[:head] {
		steps = append(steps, step{Kept, s})
	}
	steps = append(steps, middle(a[head:len(a)-tail], b[head:len(b)-tail])...)
	for _, s := range a[len(a)-tail:] {
		steps = append(steps, step{Kept, s})
	}
	return steps
}

// middle is edit for texts that differ at both ends.
func middle(a, b []sentence) []step {
	limit := min(len(a)+len(b), maxEdits)
	// reach[limit+k] is how far diagonal k is come in a.
	reach := make([]int, 2*limit+2)
	var trail [][]int
	for d := 0; d <= limit; d++ {
		trail = append(trail, append([]int(nil), reach[limit-d:limit+d+2]...))
		for k := -d; k <= d; k += 2 {
			x := 0
			switch {
			case d == 0:
			case k == -d || k != d && reach[limit+k-1] < reach[limit+k+1]:
				x = reach[limit+k+1]
			default:
				x = reach[limit+k-1] + 1
			}
			y := x - k
			for x < len(a) && y < len(b) && a[x] == b[y] {
				x, y = x+1, y+1
			}
			reach[limit+k] = x
			if x >= len(a) && y >= len(b) {
				return walkBack(a, b, trail)
			}
		}
	}
	var all []step
	for _, s := range a {
		all = append(all, step{Lost, s})
	}
	for _, s := range b {
		all = append(all, step{Gained, s})
	}
	return all
}

// walkBack reads the way off the trail, from its end.
func walkBack(a, b []sentence, trail [][]int) []step {
	var back []step
	x, y := len(a), len(b)
	for d := len(trail) - 1; d >= 0; d-- {
		reach := func(k int) int { return trail[d][d+k] }
		k := x - y
		fromX, fromY := 0, 0
		if d > 0 {
			if k == -d || k != d && reach(k-1) < reach(k+1) {
				fromX = reach(k + 1)
				fromY = fromX - (k + 1)
			} else {
				fromX = reach(k - 1)
				fromY = fromX - (k - 1)
			}
		}
		for x > fromX && y > fromY {
			x, y = x-1, y-1
			back = append(back, step{Kept, a[x]})
		}
		switch {
		case d == 0:
		case x == fromX:
			y--
			back = append(back, step{Gained, b[y]})
		default:
			x--
			back = append(back, step{Lost, a[x]})
		}
	}
	for i := range len(back) / 2 {
		back[i], back[len(back)-1-i] = back[len(back)-1-i], back[i]
	}
	return back
}
