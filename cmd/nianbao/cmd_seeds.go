package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"nianbao/crawler"
	"nianbao/seeds"
)

// checkedSchema names the form of what seeds check prints as JSON.
const checkedSchema = "nianbao.seeds-check/1"

// seedsOptions are the flags of seeds check.
type seedsOptions struct {
	portals              []string
	asJSON, strict, wait bool
}

func (a *app) seeds() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "seeds",
		Short:   "Check the seeds",
		Example: "  nianbao seeds check",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.seedsCheck())
	return cmd
}

func (a *app) seedsCheck() *cobra.Command {
	var o seedsOptions
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Ask each column's first page, politely: reachable, allowed, which family, how many reports",
		Long: `check reads the seed files and asks for the first page of each column, and for
what that draws its list from, at crawl's pace. It prints for each column how its
page answered, what robots.txt says of it, which family its list is of and how
many reports that links to. Nothing is crawled, and no page is kept.`,
		Example: `  nianbao seeds check
  nianbao seeds check --portal 石龙区人民政府 --json
  nianbao seeds check --strict && nianbao crawl`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.runSeedsCheck(cmd.Context(), o) },
	}
	f := cmd.Flags()
	f.StringArrayVar(&o.portals, "portal", nil, "only the portal of this `NAME` (repeatable)")
	f.BoolVar(&o.asJSON, "json", false, "print JSON")
	f.BoolVar(&o.strict, "strict", false, "exit 1 if any column lists no report")
	f.BoolVar(&o.wait, "wait", false, "wait for the window instead of ending before it")
	return cmd
}

func (a *app) runSeedsCheck(ctx context.Context, o seedsOptions) error {
	c, err := a.config()
	if err != nil {
		return err
	}
	portals, err := portalsOf(c, o.portals)
	if err != nil {
		return usage(err)
	}
	insecure := map[string]bool{}
	for _, p := range portals {
		for _, h := range p.InsecureHosts {
			insecure[h] = true
		}
	}
	v, err := a.visitor(c, "seeds check", nil, insecure, o.wait)
	if err != nil {
		return err
	}
	checks, err := a.checkColumns(ctx, v.Visitor, portals, c.Limits.MaxHosts)
	if err := errors.Join(err, v.Close()); err != nil {
		return err
	}
	if err := a.tellChecks(checks, o.asJSON); err != nil {
		return err
	}
	bad := 0
	for _, k := range checks {
		if !k.OK {
			bad++
		}
	}
	if o.strict && bad > 0 {
		return fmt.Errorf("seeds check --strict: %d of %d columns list no report; look for them with: nianbao discover", bad, len(checks))
	}
	return nil
}

// checkColumns looks at the columns of several portals at the same time.
func (a *app) checkColumns(ctx context.Context, v *crawler.Visitor, portals []seeds.Portal, workers int) ([]crawler.ColumnCheck, error) {
	total, done := 0, 0
	for _, p := range portals {
		total += len(p.Columns)
	}
	bar := a.bar(total, "columns")
	defer bar.Finish()
	return crawler.CheckColumns(ctx, v, portals, workers, func() {
		done++
		bar.Set(done)
	})
}

// tellChecks prints a line for each column.
func (a *app) tellChecks(checks []crawler.ColumnCheck, asJSON bool) error {
	if asJSON {
		return a.json(struct {
			Schema  string                `json:"schema"`
			Columns []crawler.ColumnCheck `json:"columns"`
		}{checkedSchema, checks})
	}
	t := table{right: map[int]bool{4: true}}
	t.row(a.say("portal", "门户"), a.say("column", "栏目"), a.say("page", "页面"), "robots.txt", a.say("reports", "年报"), a.say("years", "年份"), a.say("family", "类型"), a.say("remark", "说明"))
	for _, k := range checks {
		page := string(k.Outcome)
		if k.Status != 0 {
			page += fmt.Sprintf(" %d", k.Status)
		}
		t.row(k.Portal, k.URL, page, a.robotsCell(k), k.Links, yearsOf(k.Years), k.Family, a.remark(k))
	}
	return t.print(a.out)
}

// robotsCell is what robots.txt says of a column.
func (a *app) robotsCell(k crawler.ColumnCheck) string {
	cell := string(k.Robots)
	switch {
	case k.Robots == "":
		return "–"
	case k.Allowed:
		cell = a.say("allowed", "允许")
	case k.Rule != "":
		cell = a.say("denied, ", "禁止，") + k.Rule
	}
	if k.Delay > 0 {
		cell += fmt.Sprintf(a.say(", every %gs", "，间隔 %g 秒"), k.Delay)
	}
	return cell
}

// remark is what a reader has to know of a column beside the figures.
func (a *app) remark(k crawler.ColumnCheck) string {
	var parts []string
	if k.LeadsTo != "" {
		parts = append(parts, a.say("leads to ", "转至 ")+k.LeadsTo)
	}
	if k.Where != "" {
		parts = append(parts, k.Where)
	}
	if k.Problem != "" {
		parts = append(parts, fmt.Sprintf("%s; nianbao discover %s", k.Problem, crawler.FrontOf(k.URL)))
	}
	return strings.Join(parts, "; ")
}

// yearsOf is a span of years.
func yearsOf(years []int) string {
	switch n := len(years); n {
	case 0:
		return ""
	case 1:
		return fmt.Sprint(years[0])
	default:
		return fmt.Sprintf("%d–%d", years[0], years[n-1])
	}
}
