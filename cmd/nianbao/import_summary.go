package main

import (
	"errors"
	"fmt"
	"strings"

	"nianbao/crawler/intake"
)

// maxTold bounds how many refusals are printed; --json has more.
const maxTold = 50

// refusals prints what is refused as it is met.
type refusals struct {
	app *app
	n   int
}

func (r *refusals) tell(one intake.Refusal) {
	if r.n++; r.n > maxTold {
		return
	}
	where := one.File
	if one.Offset != nil {
		where += fmt.Sprintf(": offset %d", *one.Offset)
	}
	if one.URL != "" {
		where += ": " + one.URL
	}
	fmt.Fprintf(r.app.err, "%s: %s\n", where, one.Why)
}

func (r *refusals) end() {
	if r.n > maxTold {
		fmt.Fprintf(r.app.err, r.app.say("and %d more were refused\n", "另有 %d 个未导入\n"), r.n-maxTold)
	}
}

// tellImport prints the summary: as JSON on stdout, or for people on stderr.
func (a *app) tellImport(s intake.Summary, asJSON bool) error {
	if asJSON {
		return a.json(s)
	}
	_, err := fmt.Fprintf(a.err, a.say(
		"%d taken in (%d reports, %d other pages, %d answers without a page), %d known already, %d refused\n",
		"导入 %d 个（报告 %d 份，其他页面 %d 个，无页面的应答 %d 个），已有 %d 个，未导入 %d 个\n"),
		s.Taken, s.Reports, s.Pages, s.Captures, s.Known, s.Refused)
	errs := []error{err}
	for _, p := range s.PassedOver {
		examples := ""
		if len(p.Examples) > 0 {
			examples = ": " + strings.Join(p.Examples, ", ")
			if p.Count > len(p.Examples) {
				examples += ", …"
			}
		}
		_, err := fmt.Fprintf(a.err, a.say("  passed over: %d %s%s\n", "  略过：%d %s%s\n"), p.Count, p.Why, examples)
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}
