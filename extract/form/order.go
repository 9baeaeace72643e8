package form

import (
	"slices"
	"strings"
	"sync"
)

// order ranks the keys of rows and columns as the contract lists them; the
// content hash and every export follow it.
type order struct{ rows, columns map[string]int }

var orders = sync.OnceValue(func() order {
	o := order{map[string]int{}, map[string]int{}}
	for _, ls := range [][]Line{disclosureLines, applicationLines, reviewLines} {
		for _, l := range ls {
			rank(o.rows, l.Key)
		}
	}
	for _, ls := range [][]StatLine{statistics2014, statisticsLocal} {
		for _, l := range ls {
			rank(o.rows, l.Key)
		}
	}
	// amount_wan stands alone under 收费 and behind projects under 采购
	rank(o.columns, "projects")
	for _, b := range bands {
		for _, c := range b.columns {
			rank(o.columns, c.Key)
		}
	}
	// other stands behind the applicants in one table and before pending in
	// another: between the two lists it is right for both.
	for _, c := range applicationColumns[:len(applicationColumns)-2] {
		rank(o.columns, c.Key)
	}
	for _, c := range reviewColumns {
		rank(o.columns, c.Key)
	}
	return o
})

func rank(ranks map[string]int, key string) {
	if _, known := ranks[key]; !known {
		ranks[key] = len(ranks)
	}
}

func rowOrder(key string) int {
	if i, known := orders().rows[key]; known {
		return i
	}
	return len(orders().rows) + len(key)
}

func columnOrder(key string) int {
	if i, known := orders().columns[key]; known {
		return i
	}
	return len(orders().columns) + len(key)
}

// Version tells which form a document follows over all: that of its
// disclosure table, else of its applications, else of its statistics.
func (l *Laid) Version() string {
	for _, name := range []string{Disclosure, Applications, Statistics} {
		if v := l.Templates[name]; v != "" && v != Unknown {
			return v
		}
	}
	return Unknown
}

func disclosureVersion(t Table) string {
	for _, r := range t {
		for _, c := range r.Cells {
			switch c.Column {
			case "issued", "repealed", "in_force":
				return Form2021
			case "created", "published", "in_public", "previous_year", "change", "projects":
				return Form2019
			}
		}
	}
	for _, r := range t {
		if r.Key == "fees" || len(r.Cells) == 1 {
			return Form2021
		}
	}
	return Unknown
}

// applicationsVersion tells the forms of 2019 and 2021 apart by （六）其他处理.
func applicationsVersion(t Table) string {
	for _, r := range t {
		if r.Key == "other" {
			return Form2019
		}
		if strings.HasPrefix(r.Key, "other.") {
			return Form2021
		}
	}
	return Unknown
}

func statisticsVersion(t Table) string {
	for _, r := range t {
		if strings.HasPrefix(r.Key, "c") {
			return Local
		}
	}
	return Form2014
}

// undivided settles （六）其他处理: a row of its own in the form of 2019, a group
// in the form of 2021, where a row of that name is blank or a subtotal and no
// row of the form.
func (l *layer) undivided() {
	t := &l.out.Tables.Applications
	other := t.Row("other")
	if other == nil {
		return
	}
	parts := 0
	for _, key := range []string{"other.not_corrected", "other.fee_unpaid", "other.other"} {
		if t.Row(key) != nil {
			parts++
		}
	}
	blank := Table{*other}.Numbers() == 0
	if parts > 1 || parts == 1 && blank {
		*t = slices.DeleteFunc(*t, func(r Row) bool { return r.Key == "other" })
		l.forget(Applications, "other")
	}
}
