package sample

import (
	"strconv"
	"strings"
)

// narrator fills the phrases of one agency and year.
type narrator struct {
	agency   agency
	year     int
	roll     *dice
	replacer *strings.Replacer
}

func newNarrator(a agency, year int, f figures) *narrator {
	turn := func(list []string, n int) string { return list[(n+year)%len(list)] }
	number := strconv.Itoa
	first, second := f.disclosed/3, f.disclosed/4
	return &narrator{agency: a, year: year, roll: newDice("words of "+a.name, year), replacer: strings.NewReplacer(
		"{A}", a.name, "{W}", a.we, "{P}", a.seat, "{O}", a.office, "{X}", a.account,
		"{Y}", number(year), "{next}", number(year+1),
		"{F1}", turn(a.fields, 0), "{F2}", turn(a.fields, 2), "{F3}", turn(a.fields, 3),
		"{M1}", turn(a.matters, 0), "{M2}", turn(a.matters, 1), "{M3}", turn(a.matters, 3),
		"{Q1}", turn(a.questions, 0), "{Q2}", turn(a.questions, 1),
		"{N}", number(f.disclosed), "{N1}", number(first), "{N2}", number(second), "{N3}", number(f.disclosed-first-second),
		"{S}", number(f.posted), "{R}", number(f.answered), "{T}", number(f.proposals), "{B}", number(f.trained),
		"{new}", number(f.sum("new_received")), "{over}", number(f.sum("carried_over")),
		"{done}", number(f.handled()), "{forward}", number(f.sum("carried_forward")),
		"{person}", number(f.applications["new_received"][0]), "{granted}", number(f.sum("granted")),
		"{review}", number(f.proceeding(0)), "{suits}", number(f.proceeding(1)+f.proceeding(2)),
		"{direct}", number(f.proceeding(1)), "{after}", number(f.proceeding(2)),
	)}
}

// say picks one of the phrases for this agency and year.
func (n *narrator) say(phrases []string) string {
	return n.replacer.Replace(phrases[n.roll.upTo(len(phrases)-1)])
}

// sometimes says one of the phrases in two reports of three.
func (n *narrator) sometimes(phrases []string) []string {
	if n.roll.upTo(2) == 0 {
		return nil
	}
	return []string{n.say(phrases)}
}

// overview is section 1.
func (n *narrator) overview(f figures) []string {
	requests := requestsSome
	if f.sum("new_received")+f.sum("carried_over") == 0 {
		requests = requestsNone
	}
	return []string{
		n.say(overviews), n.say(proactive), n.say(proactiveMore), n.say(requests),
		n.say(managing), n.say(platform), n.say(supervising),
	}
}

// outlook is section 5.
func (n *narrator) outlook() []string {
	paragraphs := []string{n.say(problems)}
	for _, phrases := range improvements {
		paragraphs = append(paragraphs, n.say(phrases))
	}
	return paragraphs
}

// rest is section 6.
func (n *narrator) rest() []string {
	return []string{n.say(feesNone), n.say(others)}
}
