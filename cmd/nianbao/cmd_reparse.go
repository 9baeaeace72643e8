package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/spf13/cobra"

	"nianbao/crawler/reading"
	"nianbao/crawler/reparse"
	"nianbao/store"
)

// reparseOptions are the flags of reparse.
type reparseOptions struct{ dryRun, stale, fillWords, asJSON bool }

func (a *app) reparse() *cobra.Command {
	var o reparseOptions
	cmd := &cobra.Command{
		Use:   "reparse",
		Short: "Read the stored pages again with today's parser, never the network",
		Long: `reparse reads every version of every report again, off the page it was read off
before, and says what that changed, field by field. The stored pages stay as they
are, and no version is added. It goes on where it was if it is interrupted.
Reports in which numbers were lost are named.`,
		Example: `  nianbao reparse --dry-run
  nianbao reparse --stale
  nianbao reparse --json > changes.json`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.runReparse(cmd.Context(), o) },
	}
	f := cmd.Flags()
	f.BoolVar(&o.dryRun, "dry-run", false, "say what would change, and store nothing")
	f.BoolVar(&o.stale, "stale", false, "only what an older parser read")
	f.BoolVar(&o.fillWords, "fill-words", false, "first read the files whose program was not installed when they came (PDF, old Word)")
	f.BoolVar(&o.asJSON, "json", false, "print the summary as JSON")
	return cmd
}

func (a *app) runReparse(ctx context.Context, o reparseOptions) error {
	if o.fillWords && (o.dryRun || o.stale) {
		return usage(errors.New("--fill-words: goes with neither --dry-run nor --stale: it changes what pages are read with, whatever parser read them"))
	}
	archive, err := a.open(store.Options{ReadOnly: o.dryRun, Existing: true, Verb: "reparse"})
	if err != nil {
		return err
	}
	defer archive.Close()
	if o.fillWords {
		if err := a.fillWords(ctx, archive); err != nil {
			return err
		}
	}
	bar := a.bar(-1, a.say("reading again", "正在重新解析"))
	s, err := reparse.Run(ctx, reparse.Options{
		Archive: archive, DryRun: o.dryRun, Stale: o.stale, Log: a.log(), Try: apart(),
		Progress: func(done, total int) {
			bar.Total(total)
			bar.Set(done)
		},
	})
	bar.Finish()
	if errors.Is(err, context.Canceled) && !o.dryRun {
		fmt.Fprintln(a.err, a.say("interrupted; the same command goes on from here", "已中断；再次运行同一命令会接着进行"))
	}
	if told := a.tellReparse(s, o.asJSON); told != nil && err == nil {
		err = told
	}
	if err != nil {
		return err
	}
	if err := archive.Close(); err != nil {
		return err
	}
	if s.Failed > 0 {
		return fmt.Errorf("reparse: %d pages could not be read again and stay as they were; see the log for each, and run verify", s.Failed)
	}
	return nil
}

// fillWords has the files read that were not yet.
func (a *app) fillWords(ctx context.Context, archive *store.Archive) error {
	r := reading.Reader{Tell: func(line string) { fmt.Fprintln(a.err, line) }}
	n, err := reading.Fill(ctx, archive, &r, false, nil)
	fmt.Fprintf(a.err, a.say("%d files read, %d cannot be read, %d left\n", "已读取 %d 个文件，%d 个无法读取，%d 个未处理\n"), n.Read, n.Faulty, n.Left)
	return err
}

// shownWorse is how many reports that read worse are printed for people.
const shownWorse = 20

// tellReparse prints what a run did.
func (a *app) tellReparse(s reparse.Summary, asJSON bool) error {
	if asJSON {
		return a.json(s)
	}
	_, err := fmt.Fprintf(a.out, a.say(
		"%d pages, %d versions read again in %.1f s (%.0f/s) by parser %s: %d changed, %d new reports, %d no reports any more, %d with numbers lost, %d up to date, %d failed\n",
		"重新解析 %d 个页面、%d 个版本，用时 %.1f 秒（每秒 %.0f 个），解析器 %s：变更 %d，新报告 %d，不再是报告 %d，数字减少 %d，已是最新 %d，失败 %d\n"),
		s.Pages, s.Versions, s.DurationSeconds, s.VersionsPerSecond, s.Parser, s.Changed, s.NewReports, s.NoReports, s.Worse, s.UpToDate, s.Failed)
	if s.DryRun {
		_, told := fmt.Fprintln(a.out, a.say("nothing was stored (--dry-run)", "未写入任何内容（--dry-run）"))
		err = errors.Join(err, told)
	}
	return errors.Join(err, a.tellFields(s), a.tellTables(s), a.tellFindings(s), a.tellWorse(s))
}

func (a *app) tellFields(s reparse.Summary) error {
	t := table{}
	for _, name := range slices.Sorted(maps.Keys(s.Fields)) {
		f := s.Fields[name]
		for i, e := range f.Examples {
			head := [2]any{name, f.Reports}
			if i > 0 {
				head = [2]any{"", ""}
			}
			t.row("  "+fmt.Sprint(head[0]), head[1], e.ID, fmt.Sprintf("%q → %q", e.Old, e.New))
		}
	}
	return a.headed("field, reports, examples", "字段、报告数、示例", t)
}

func (a *app) tellTables(s reparse.Summary) error {
	t := table{}
	for _, name := range slices.Sorted(maps.Keys(s.Tables)) {
		c := s.Tables[name]
		t.row("  "+name, c.Reports, fmt.Sprintf(a.say("cells: +%d −%d ≠%d", "单元格：增 %d 减 %d 改 %d"), c.Gained, c.Lost, c.Changed), "")
		for _, e := range c.Examples {
			t.row("", "", e.ID, fmt.Sprintf("%s|%s: %q → %q", e.Row, e.Column, e.Old, e.New))
		}
	}
	return a.headed("table, reports, cells", "表、报告数、单元格", t)
}

func (a *app) tellFindings(s reparse.Summary) error {
	t := table{}
	for _, rule := range slices.Sorted(maps.Keys(s.Findings)) {
		n := s.Findings[rule]
		t.row("  "+rule, fmt.Sprintf("+%d −%d", n.Gained, n.Lost))
	}
	return a.headed("findings", "问题", t)
}

func (a *app) tellWorse(s reparse.Summary) error {
	t := table{}
	for i, w := range s.WorseReports {
		if i == shownWorse {
			t.row(fmt.Sprintf(a.say("  … and %d more, see the log", "  …… 另有 %d 份，见日志"), s.Worse-shownWorse))
			break
		}
		t.row("  "+w.ID, fmt.Sprintf(a.say("%d numbers lost, %d → %d", "少了 %d 个数字，%d → %d"), w.Lost, w.Before, w.Now), w.URL)
	}
	return a.headed("numbers lost", "数字减少", t)
}

// headed prints a table that is not empty under a heading.
func (a *app) headed(en, zh string, t table) error {
	if len(t.rows) == 0 {
		return nil
	}
	if _, err := fmt.Fprintf(a.out, "\n%s\n", a.say(en, zh)); err != nil {
		return err
	}
	return t.print(a.out)
}
