package sample

import "fmt"

// First and last year of every agency's figures; what is published of them is
// the catalogue's choice.
const (
	firstYear = 2018
	lastYear  = 2025
)

// figures are one agency's numbers of one year. Applications are by row key
// and applicant column without the total; proceedings by block and outcome.
type figures struct {
	issued, repealed, inForce   int
	licences, licenceChange     int // kinds of licence, and their change in the year
	licensing, penalties, force int // decisions
	services                    int // other services to the public (2019 form)
	feeKinds                    int // kinds of fee (2019 form)
	fee                         string
	purchases                   int
	purchased                   string
	applications                map[string][6]int
	proceedings                 [3][4]int
	disclosed, posted, trained  int // narrative only
	proposals, answered         int
}

// sum adds the applicant columns of a row.
func (f figures) sum(row string) int {
	n := 0
	for _, v := range f.applications[row] {
		n += v
	}
	return n
}

// handled is the number of applications closed in the year.
func (f figures) handled() int {
	return f.sum("new_received") + f.sum("carried_over") - f.sum("carried_forward")
}

// proceeding adds the outcomes of a block.
func (f figures) proceeding(block int) int {
	p := f.proceedings[block]
	return p[0] + p[1] + p[2] + p[3]
}

// history makes an agency's figures year by year, so that stocks agree across
// years: what is in force, and what is carried over.
func history(a agency) map[int]figures {
	years := make(map[int]figures)
	roll := newDice(a.name, firstYear-1)
	before := figures{inForce: roll.upTo(4 * a.scale), licences: roll.between(2, 9+a.scale)}
	before.applications = map[string][6]int{"carried_forward": {roll.upTo(a.volume / 12)}}
	for year := firstYear; year <= lastYear; year++ {
		before = nextYear(a, year, before)
		years[year] = before
	}
	return years
}

func nextYear(a agency, year int, before figures) figures {
	roll := newDice(a.name, year)
	f := figures{issued: roll.upTo(a.scale), licensing: roll.upTo(a.decisions), penalties: roll.upTo(a.decisions / 6)}
	f.repealed = roll.upTo(min(before.inForce, a.scale))
	f.inForce = before.inForce + f.issued - f.repealed
	f.force = roll.upTo(a.decisions / 80)
	f.licenceChange = roll.between(-min(2, before.licences), 3)
	f.licences = before.licences + f.licenceChange
	f.services, f.feeKinds = roll.upTo(6), roll.upTo(3)
	f.fee = "0"
	if a.fees {
		f.fee = fmt.Sprintf("%d.%02d", roll.between(12, 900), roll.between(1, 99))
	}
	f.purchases = roll.upTo(5 * a.scale)
	f.purchased = "0"
	if f.purchases > 0 {
		f.purchased = fmt.Sprintf("%d.%d", roll.between(9, 120)*f.purchases, roll.between(1, 9))
	}
	f.applications = allocate(a, roll, before.applications["carried_forward"])
	f.proceedings = dispute(a, roll)
	f.disclosed, f.posted = roll.between(60, 200)+150*a.scale, roll.between(20, 180)
	f.trained, f.proposals = roll.between(1, 4), roll.between(2, 30)
	f.answered = roll.between(8, 90)
	return f
}

// shares weighs the results an application may have.
var shares = []struct {
	row    string
	weight int
}{
	{"granted", 40}, {"partially_granted", 8}, {"denied.third_party", 2}, {"denied.internal_affairs", 4},
	{"denied.process_information", 4}, {"denied.enforcement_file", 5}, {"denied.administrative_query", 5},
	{"unavailable.not_held", 18}, {"unavailable.needs_creation", 4}, {"unavailable.still_unclear", 2},
	{"not_processed.petition", 3}, {"not_processed.repeated", 2}, {"not_processed.excessive", 1},
	{"not_processed.reissue", 1}, {"other.not_corrected", 3}, {"other.other", 2},
}

// allocate spreads the year's applications over results, column by column, so
// that new plus carried over is closed plus carried forward.
func allocate(a agency, roll *dice, carried [6]int) map[string][6]int {
	rows := map[string][6]int{"carried_over": carried}
	caps := [6]int{a.volume, a.volume / 6, a.volume / 90, a.volume / 40, a.volume / 25, a.volume / 60}
	for column, most := range caps {
		fresh := roll.upTo(most)
		if column == 0 && a.volume > 0 {
			fresh = roll.between(a.volume/3, a.volume)
		}
		add(rows, "new_received", column, fresh)
		forward := roll.upTo(min(fresh+carried[column], 1+(fresh+carried[column])/10))
		add(rows, "carried_forward", column, forward)
		for range fresh + carried[column] - forward {
			row := draw(roll)
			add(rows, row, column, 1)
			add(rows, "total", column, 1)
		}
	}
	return rows
}

func add(rows map[string][6]int, row string, column, n int) {
	r := rows[row]
	r[column] += n
	rows[row] = r
}

// draw picks a result by weight.
func draw(roll *dice) string {
	all := 0
	for _, s := range shares {
		all += s.weight
	}
	n := roll.upTo(all - 1)
	for _, s := range shares {
		if n < s.weight {
			return s.row
		}
		n -= s.weight
	}
	return shares[0].row
}

func dispute(a agency, roll *dice) [3][4]int {
	var p [3][4]int
	for block := range p {
		for outcome := range p[block] {
			p[block][outcome] = roll.upTo(a.disputes / (1 + block))
		}
	}
	return p
}
