package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"nianbao/extract/form"
	"nianbao/store"
	"nianbao/store/compare"
	"nianbao/store/export"
)

func (a *app) diff() *cobra.Command {
	asJSON := false
	cmd := &cobra.Command{
		Use:   "diff ID[@VERSION] [ID[@VERSION]]",
		Short: "Say what changed between two versions of a report, or between two reports",
		Long: `diff compares two versions of a report, or two reports: their fields, the
sentences of their text, the cells of their tables, their findings and files.
With one ID it compares the version (the latest, if none is named) with the one
before it. A report's URL may stand for its id.`,
		Example: `  nianbao diff 9f2c4e0a1b7d3c58
  nianbao diff 9f2c4e0a1b7d3c58@1 9f2c4e0a1b7d3c58@3
  nianbao diff 9f2c4e0a1b7d3c58 1b7d3c589f2c4e0a --json`,
		Args: cobra.RangeArgs(1, 2),
		RunE: func(_ *cobra.Command, args []string) error { return a.runDiff(args, asJSON) },
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

// edition is a version of a report; version 0 is the latest.
type edition struct {
	id      string
	version int
}

// editionOf reads ID[@VERSION], or a URL in place of the id.
func editionOf(arg string) (edition, error) {
	var e edition
	id, version, versioned := arg, "", false
	if i := strings.LastIndexByte(arg, '@'); i >= 0 && !strings.ContainsAny(arg[i:], "/.") {
		id, version, versioned = arg[:i], arg[i+1:], true
	}
	if versioned {
		n, err := strconv.Atoi(version)
		if err != nil || n < 1 {
			return e, fmt.Errorf("diff %s: %w", arg, errors.New("versions are numbers from 1 on"))
		}
		e.version = n
	}
	switch {
	case strings.Contains(id, ":"):
		canonical, err := asked(id)
		if err != nil && !strings.HasPrefix(id, "file:") {
			return e, err
		}
		if strings.HasPrefix(id, "file:") {
			canonical = id
		}
		e.id = store.ID(canonical)
	case len(id) != 16 || strings.Trim(strings.ToLower(id), "0123456789abcdef") != "":
		return e, fmt.Errorf("diff %s: %w", arg, errors.New("an id has 16 hex digits; export shows them"))
	default:
		e.id = strings.ToLower(id)
	}
	return e, nil
}

func (a *app) runDiff(args []string, asJSON bool) error {
	var editions []edition
	for _, arg := range args {
		e, err := editionOf(arg)
		if err != nil {
			return usage(err)
		}
		editions = append(editions, e)
	}
	archive, err := a.open(store.Options{ReadOnly: true, Verb: "diff"})
	if err != nil {
		return err
	}
	defer archive.Close()
	last, err := readEdition(archive, editions[len(editions)-1])
	if err != nil {
		return err
	}
	before := editions[0]
	if len(editions) == 1 {
		if last.Versions == 1 {
			return fmt.Errorf("diff %s: %s has nothing before version 1; name another report", args[0], last.URL)
		}
		before.version = int(last.Versions) - 1
	}
	first, err := readEdition(archive, before)
	if err != nil {
		return err
	}
	d := compare.Reports(first, last)
	if asJSON {
		return a.json(d)
	}
	return a.printDifference(d)
}

func readEdition(archive *store.Archive, e edition) (*export.Report, error) {
	var line store.ReportLine
	var err error
	if e.version == 0 {
		line, err = archive.Report(e.id)
	} else {
		line, err = archive.Version(e.id, e.version)
	}
	if errors.Is(err, store.ErrNotFound) {
		return nil, fmt.Errorf("diff: the archive has no report %s; export shows what it has: %w", e, err)
	}
	if err != nil {
		return nil, err
	}
	r := new(export.Report)
	if err := json.Unmarshal(line.JSON, r); err != nil {
		return nil, fmt.Errorf("read report %s: %w; run verify", e, err)
	}
	return r, nil
}

func (e edition) String() string {
	if e.version == 0 {
		return e.id
	}
	return fmt.Sprintf("%s@%d", e.id, e.version)
}

// printDifference prints what differs, as a unified diff does.
func (a *app) printDifference(d compare.Difference) error {
	var b strings.Builder
	a.tellSide(&b, "---", d.Old)
	a.tellSide(&b, "+++", d.New)
	if d.Same {
		fmt.Fprintln(&b, a.say("nothing differs", "没有差异"))
	}
	for _, f := range d.Fields {
		fmt.Fprintf(&b, "%s: %s → %s\n", f.Name, orNone(f.Old), orNone(f.New))
	}
	table := ""
	for _, c := range d.Cells {
		if c.Table != table {
			table = c.Table
			fmt.Fprintf(&b, "@@ %s @@\n", c.TableLabel)
		}
		fmt.Fprintf(&b, "%s | %s: %s → %s\n", c.RowLabel, c.ColumnLabel, a.cell(c.Old, c.OldState, c.OldRaw), a.cell(c.New, c.NewState, c.NewRaw))
	}
	for _, p := range d.Text {
		fmt.Fprintf(&b, "@@ %s @@\n", orNone(p.Section))
		for _, l := range p.Lines {
			fmt.Fprintf(&b, "%s%s\n", l.Sign, l.Text)
		}
	}
	if len(d.Attachments) > 0 {
		fmt.Fprintf(&b, "@@ %s @@\n", a.say("files", "附件"))
		for _, f := range d.Attachments {
			fmt.Fprintf(&b, "%s%s %s\n", f.Sign, f.Name, f.URL)
		}
	}
	if len(d.Findings) > 0 {
		fmt.Fprintf(&b, "@@ %s @@\n", a.say("findings", "问题"))
		for _, f := range d.Findings {
			fmt.Fprintf(&b, "%s%s (%s): %s\n", f.Sign, f.Rule, f.Severity, f.Message)
		}
	}
	_, err := fmt.Fprint(a.out, b.String())
	return err
}

func (a *app) tellSide(b *strings.Builder, mark string, s compare.Side) {
	agency, year, at := "", "", ""
	if s.Agency != nil {
		agency = *s.Agency + " "
	}
	if s.Year != nil {
		year = fmt.Sprint(*s.Year) + " "
	}
	if s.ChangedAt != nil {
		at = " " + *s.ChangedAt
	}
	fmt.Fprintf(b, "%s %s%s%s@%d%s %s\n", mark, agency, year, s.ID, s.Version, at, s.URL)
}

// cell prints a cell: its number, and what is printed where that is more.
func (a *app) cell(value *form.Number, state, raw string) string {
	words := map[string]string{
		"absent": a.say("(no such cell)", "（无此格）"), string(form.Blank): a.say("(blank)", "（空白）"), string(form.Dash): raw,
	}
	text, known := words[state]
	switch {
	case value == nil && known:
		return orNone(text)
	case value == nil:
		return orNone(raw)
	case raw != "":
		return fmt.Sprintf("%s “%s”", *value, raw)
	}
	return string(*value)
}

func orNone(s string) string {
	if s == "" {
		return "—"
	}
	return s
}
