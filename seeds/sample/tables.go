package sample

// disclosureTable prints table 1 of a form.
func disclosureTable(form string, f, before figures) Table {
	if form == "2019" {
		return disclosureTable2019(f, before)
	}
	t := Table{Key: Disclosure, Form: "2021"}
	stock := []string{"issued", "repealed", "in_force"}
	t.Rows = []Row{
		{Key: "regulations", Cells: counts(stock, 0, 0, 0)},
		{Key: "normative_documents", Cells: counts(stock, f.issued, f.repealed, f.inForce)},
		{Key: "licensing", Cells: []Cell{count("decisions", f.licensing)}},
		{Key: "penalties", Cells: []Cell{count("decisions", f.penalties)}},
		{Key: "coercion", Cells: []Cell{count("decisions", f.force)}},
		{Key: "fees", Cells: []Cell{plain("amount_wan", f.fee)}},
	}
	return t
}

// disclosureTable2019 prints growth with a plus sign where licences grew, as
// half of the agencies do.
func disclosureTable2019(f, before figures) Table {
	plus := f.licenceChange%2 == 1
	made := []string{"created", "published", "in_public"}
	change := func(key string, previous, by, decisions int) Row {
		return Row{Key: key, Cells: []Cell{
			count("previous_year", previous), signed("change", by, plus), count("decisions", decisions)}}
	}
	return Table{Key: Disclosure, Form: "2019", Rows: []Row{
		{Key: "regulations", Cells: counts(made, 0, 0, 0)},
		{Key: "normative_documents", Cells: counts(made, f.issued, f.issued, f.inForce)},
		change("licensing", before.licences, f.licenceChange, f.licensing),
		change("other_services", before.services, f.services-before.services, f.answered),
		change("penalties", 3*before.licences, 3*f.licenceChange, f.penalties),
		change("coercion", 2, 0, f.force),
		{Key: "fees", Cells: []Cell{count("previous_year", before.feeKinds), signed("change", f.feeKinds-before.feeKinds, plus)}},
		{Key: "procurement", Cells: []Cell{count("projects", f.purchases), plain("amount_wan", f.purchased)}},
	}}
}

// applicationsTable prints table 2 of a form; the older one has （六）其他处理
// in one row.
func applicationsTable(form string, f figures) Table {
	t := Table{Key: Applications, Form: form}
	for _, it := range formItems(form) {
		values := f.applications[it.key]
		if it.key == "other" {
			for _, part := range []string{"other.not_corrected", "other.fee_unpaid", "other.other"} {
				for i, v := range f.applications[part] {
					values[i] += v
				}
			}
		}
		total := 0
		numbers := make([]int, 0, 7)
		for _, v := range values {
			numbers = append(numbers, v)
			total += v
		}
		t.Rows = append(t.Rows, Row{Key: it.key, Cells: counts(keys(applicants), append(numbers, total)...)})
	}
	return t
}

func formItems(form string) []item {
	if form == "2019" {
		return applications2019()
	}
	return applications2021
}

// reviewTable prints table 3.
func reviewTable(form string, f figures) Table {
	t := Table{Key: Review, Form: form}
	for i, p := range proceedings {
		n := f.proceedings[i]
		t.Rows = append(t.Rows, Row{Key: p.key, Cells: counts(keys(outcomes), n[0], n[1], n[2], n[3], f.proceeding(i))})
	}
	return t
}
