package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"nianbao/store"
	"nianbao/store/export"
)

// exportOptions are the flags of export.
type exportOptions struct {
	format, what, output, since string
	noBOM                       bool
	filter                      store.Filter
}

// exportFormat is what a format can hold, and where it can go.
type exportFormat struct {
	name    string
	whats   []string // the first is what it holds if nothing is said
	refused string   // what to do for any other
	file    bool     // not to stdout
	names   []string // of files, by extension
}

// exportFormats are the formats, in the order they are offered.
var exportFormats = []exportFormat{
	{name: "jsonl", whats: []string{"reports", "cells", "captures", "urls"},
		refused: "a report's line holds them: leave --what out, or use --format csv or parquet", names: []string{".jsonl", ".ndjson"}},
	{name: "csv", whats: exportable, names: []string{".csv"}},
	{name: "xlsx", whats: exportable, file: true, names: []string{".xlsx"}},
	{name: "parquet", whats: exportable, file: true, names: []string{".parquet"}},
	{name: "sqlite", whats: []string{"reports", "captures", "urls"},
		refused: "the database of reports has them as tables: leave --what out", file: true, names: []string{".sqlite", ".sqlite3"}},
	{name: "warc", whats: []string{"", "reports", "captures"},
		refused: "a WARC holds captures, all of them or those of reports", names: []string{".warc"}},
}

// exportable is what can be exported.
var exportable = []string{"reports", "cells", "sections", "findings", "captures", "urls"}

func (a *app) export() *cobra.Command {
	var o exportOptions
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Write what the archive holds as JSONL, CSV, Excel, Parquet, SQLite or WARC",
		Long: `export writes what the archive holds: reports (the latest version of each URL,
ordered by id), their cells, sections or findings (one row for each), captures
(one for each request made) or urls (one for each URL known).

JSONL and CSV go to stdout, or with -o into a file that is written beside and
renamed; xlsx, parquet and sqlite need -o. An xlsx or sqlite file of reports
holds their cells and findings too. A WARC holds captures with their bodies.
docs/formats.md describes every column.`,
		Example: `  nianbao export -a demo.db | head -1
  nianbao export -a demo.db --year 2023 --no-duplicates -o 2023.jsonl
  nianbao export -a demo.db --format csv --what cells -o cells.csv
  nianbao export -a demo.db --format xlsx --region 河南省/平顶山市 -o 平顶山.xlsx
  nianbao export -a demo.db --format sqlite -o reports.sqlite
  nianbao export -a demo.db --what urls`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.runExport(cmd.Context(), o) },
	}
	var names []string
	for _, f := range exportFormats {
		names = append(names, f.name)
	}
	f := cmd.Flags()
	f.StringVar(&o.format, "format", "jsonl", "output format: "+strings.Join(names, ", "))
	f.StringVar(&o.what, "what", "", "what to export: "+strings.Join(exportable, ", ")+" (default reports)")
	f.StringVarP(&o.output, "output", "o", "", "write to `FILE` instead of stdout")
	f.IntSliceVar(&o.filter.Years, "year", nil, "only reports of this report `YEAR` (repeatable)")
	f.StringVar(&o.filter.RegionPrefix, "region", "", "only reports whose region `PATH` begins so, e.g. 河南省/平顶山市")
	f.StringVar(&o.since, "since", "", "only reports changed at or after this `TIME` (RFC 3339 or YYYY-MM-DD)")
	f.BoolVar(&o.filter.NoDuplicates, "no-duplicates", false, "leave out reports that repeat another one")
	f.BoolVar(&o.filter.AllKinds, "all-kinds", false, "also pages that are no report")
	f.BoolVar(&o.noBOM, "no-bom", false, "csv without a byte order mark, for programs other than Excel")
	complete(cmd, "format", names...)
	complete(cmd, "what", exportable...)
	return cmd
}

// complete offers the values of a flag to the shell.
func complete(cmd *cobra.Command, flag string, values ...string) {
	// the only error is a flag that does not exist
	_ = cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
}

func (a *app) runExport(ctx context.Context, o exportOptions) error {
	if err := o.check(); err != nil {
		return usage(err)
	}
	archive, err := a.open(store.Options{ReadOnly: true, Verb: "export"})
	if err != nil {
		return err
	}
	defer archive.Close()
	if same(o.output, archive.Path()) {
		return usage(fmt.Errorf("-o %s: that is the archive; name another file", o.output))
	}
	if o.format == "warc" {
		return a.exportWARC(ctx, archive, o)
	}
	e := &exporting{ctx: ctx, archive: archive, o: o}
	if o.format == "xlsx" || a.onTerminal() {
		if e.expect, err = e.count(); err != nil {
			return err
		}
	}
	e.bar = a.bar(max(e.expect, -1), a.say("exporting", "正在导出"))
	defer e.bar.Finish()
	if o.format == "sqlite" {
		return export.FileByName(o.output, e.database)
	}
	if o.output == "" {
		return piped(e.stream(a.out))
	}
	return export.File(o.output, func(w io.Writer) error { return e.stream(w) })
}

// check refuses flags that make no sense, alone or together, and reads the
// ones that are text.
func (o *exportOptions) check() error {
	at := slices.IndexFunc(exportFormats, func(f exportFormat) bool { return f.name == o.format })
	if at < 0 {
		return fmt.Errorf("--format %s: see export --help for the formats there are", o.format)
	}
	f := exportFormats[at]
	if o.what == "" {
		o.what = f.whats[0]
	}
	switch {
	case o.what != "" && !slices.Contains(exportable, o.what):
		return fmt.Errorf("--what %s: must be one of %s", o.what, strings.Join(exportable, ", "))
	case !slices.Contains(f.whats, o.what):
		return fmt.Errorf("--format %s --what %s: %s", o.format, o.what, f.refused)
	case f.file && o.output == "":
		return fmt.Errorf("--format %s needs a file: name it with -o FILE", o.format)
	case o.noBOM && o.format != "csv":
		return fmt.Errorf("--no-bom is for --format csv only")
	case o.format != "warc" && (o.what == "captures" || o.what == "urls") && o.filtered():
		return fmt.Errorf("--what %s: --year, --region, --since, --no-duplicates and --all-kinds choose reports, their cells, sections and findings only", o.what)
	}
	for _, other := range exportFormats {
		if other.name != o.format && slices.Contains(other.names, strings.ToLower(filepath.Ext(o.output))) {
			return fmt.Errorf("-o %s: the format is %s; add --format %s, or name the file otherwise", o.output, o.format, other.name)
		}
	}
	if o.since == "" {
		return nil
	}
	since, err := parseTime(o.since)
	if err != nil {
		return fmt.Errorf("--since %s: %w", o.since, err)
	}
	o.filter.Since = since
	return nil
}

// filtered tells whether a flag chooses among reports.
func (o *exportOptions) filtered() bool {
	return o.since != "" || len(o.filter.Years) > 0 || o.filter.RegionPrefix != "" || o.filter.NoDuplicates || o.filter.AllKinds
}

// same tells whether two names are of one file.
func same(a, b string) bool {
	x, err := os.Stat(a)
	if err != nil {
		return false
	}
	y, err := os.Stat(b)
	return err == nil && os.SameFile(x, y)
}

// piped makes a reader that went away (head) no failure.
func piped(err error) error {
	if errors.Is(err, syscall.EPIPE) {
		return ended(exitDone, "the reader of stdout went away")
	}
	return err
}

// parseTime reads a point in time; a day is its first instant, UTC.
func parseTime(s string) (time.Time, error) {
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, nil
		}
	}
	return time.Time{}, errors.New("must be RFC 3339 or YYYY-MM-DD, e.g. 2025-02-01")
}
