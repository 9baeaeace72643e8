package form

import (
	"math/rand/v2"
	"slices"
	"testing"

	"nianbao/extract/grid"
)

// rendering is a way a document's sheets come out as grids.
var renderings = map[string]func(sheets ...[][]box) []*grid.Grid{
	"exact": grids,
	"tabs": func(sheets ...[][]box) []*grid.Grid {
		var out []*grid.Grid
		for _, g := range grids(sheets...) {
			out = append(out, tabbed(g))
		}
		return out
	},
	"packed": func(sheets ...[][]box) []*grid.Grid {
		var out []*grid.Grid
		for _, s := range sheets {
			out = append(out, packed(s))
		}
		return out
	},
	"one grid": func(sheets ...[][]box) []*grid.Grid { return grids(slices.Concat(sheets...)) },
	"one grid, tabs": func(sheets ...[][]box) []*grid.Grid {
		return []*grid.Grid{tabbed(drawn(slices.Concat(sheets...)))}
	},
}

func TestFormsAreReadInEveryRendering(t *testing.T) {
	for name, render := range renderings {
		for version, rows := range map[string][]paperRow{Form2021: applicationsPaper, Form2019: applicationsPaper2019()} {
			t.Run(version+" "+name, func(t *testing.T) {
				d := counted()
				bands := disclosurePaper2021
				if version == Form2019 {
					bands = disclosurePaper2019
				}
				got := Lay(render(d.disclosure(bands), d.applications(rows, applicantsPaper), d.review(outcomesPaper)))
				sameCells(t, got, d.truth)
				noneShifted(t, got)
				for _, table := range []string{Disclosure, Applications} {
					if got.Templates[table] != version {
						t.Errorf("%s is said to be of the form %q", table, got.Templates[table])
					}
				}
				if got.Version() != version {
					t.Errorf("the document is said to be of the form %q", got.Version())
				}
				for i, statutory := range got.Statutory {
					if !statutory {
						t.Errorf("grid %d is not told to be statutory", i)
					}
				}
			})
		}
	}
}

// TestRowsAndColumnsMayStandInAnyOrder lays tables whose rows and columns are
// shuffled, and whose cells hold anything.
func TestRowsAndColumnsMayStandInAnyOrder(t *testing.T) {
	for seed := range uint64(600) {
		dice := rand.New(rand.NewPCG(seed, 1))
		d := drawnFrom(dice)
		rows := applicationsPaper
		if seed%3 == 0 {
			rows = applicationsPaper2019()
		}
		bands := slices.Clone(disclosurePaper2021)
		if seed%2 == 0 {
			bands = slices.Clone(disclosurePaper2019)
		}
		dice.Shuffle(len(bands), func(i, j int) { bands[i], bands[j] = bands[j], bands[i] })
		outcomes := slices.Clone(outcomesPaper)
		dice.Shuffle(len(outcomes), func(i, j int) { outcomes[i], outcomes[j] = outcomes[j], outcomes[i] })
		got := Lay(grids(d.disclosure(bands), d.applications(shuffledRows(dice, rows), shuffledColumns(dice)), d.review(outcomes)))
		sameCells(t, got, d.truth)
		noneShifted(t, got)
		inContractOrder(t, got)
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

// TestFlattenedTablesInventNothing lays flattened tables with any cells: a
// cell is read as printed, or is null with a note.
func TestFlattenedTablesInventNothing(t *testing.T) {
	read, lost := 0, 0
	for seed := range uint64(600) {
		dice := rand.New(rand.NewPCG(seed, 2))
		d := drawnFrom(dice)
		rows := applicationsPaper
		if seed%3 == 0 {
			rows = applicationsPaper2019()
		}
		bands := disclosurePaper2021
		if seed%2 == 0 {
			bands = disclosurePaper2019
		}
		sheets := [][][]box{d.disclosure(bands), d.applications(shuffledRows(dice, rows), shuffledColumns(dice)), d.review(outcomesPaper)}
		render := []string{"tabs", "packed", "one grid, tabs"}[dice.IntN(3)]
		got := readings(Lay(renderings[render](sheets...)))
		want := wanted(d.truth)
		for key, g := range got {
			w, there := want[key]
			switch {
			case !there:
				t.Errorf("seed %d, %s: %s is invented", seed, render, key)
			case g.Value != "null" && g.Value != w.Value:
				t.Errorf("seed %d, %s: %s is read as %s, printed as %s", seed, render, key, g.Value, w.Value)
			case g.Value == "null" && g.State == Plain:
				t.Errorf("seed %d, %s: %s is null without a note", seed, render, key)
			case g.Value == "null" && w.Value != "null":
				lost++
			case g.Value != "null":
				read++
			}
		}
		lost += len(want) - len(got)
		if t.Failed() {
			t.FailNow()
		}
	}
	if lost*50 > read {
		t.Errorf("%d numbers are lost, %d are read", lost, read)
	}
}

func TestAHeaderThatCameApartGivesNoOrderOfItsOwn(t *testing.T) {
	row := []string{"一、本年新收政府信息公开申请数量", "1", "2", "3", "4", "5", "6", "21"}
	for _, c := range []struct {
		name string
		rows [][]string
		want string // of 商业企业
	}{
		{"out of order over two lines", [][]string{{"科研机构", "社会公益组织", "法律服务机构"}, {"自然人", "商业企业", "其他", "总计"}, row}, ""},
		{"in order over two lines", [][]string{{"商业企业", "科研机构"}, {"自然人", "社会公益组织", "法律服务机构", "其他", "总计"}, row}, "2"},
		{"an order of its own on one line", [][]string{{"自然人", "科研机构", "商业企业", "社会公益组织", "法律服务机构", "其他", "总计"}, row}, "3"},
	} {
		got := ""
		laid := Lay([]*grid.Grid{raggedOf(c.rows)})
		if v := laid.Tables.Applications.Row("new_received").Get("commercial"); v != nil {
			got = string(*v)
		}
		if got != c.want {
			t.Errorf("%s: 商业企业 is %q, want %q", c.name, got, c.want)
		}
	}
}

func TestThePlacesOfAnotherGridDoNotReachIntoLabels(t *testing.T) {
	first := exactOf([][]string{
		{"", "", "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"},
		{"一、本年新收政府信息公开申请数量", "", "1", "2", "3", "4", "5", "6", "21"},
		{"二、上年结转政府信息公开申请数量", "", "1", "2", "3", "4", "5", "6", "21"},
	})
	second := exactOf([][]string{{"四、结转下年度继续办理", "", "", "2", "2", "1", "0", "2", "3", ""}})
	label := second.Rows[0][0] // over three columns: the grid has one more than that before
	label.Cols = 3
	second.Rows[0][1], second.Rows[0][2] = label, label
	row := Lay([]*grid.Grid{first, second}).Tables.Applications.Row("carried_forward")
	for column, want := range map[string]string{"natural_person": "2", "commercial": "2", "research": "1", "nonprofit": "0", "legal_service": "2", "other": "3"} {
		if v := row.Get(column); v != nil && string(*v) != want {
			t.Errorf("%s is %s, want %s or nothing", column, *v, want)
		}
	}
}
