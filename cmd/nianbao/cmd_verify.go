package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"nianbao/store"
)

func (a *app) verify() *cobra.Command {
	asJSON := false
	cmd := &cobra.Command{
		Use:   "verify",
		Short: "Re-hash every body, check every reference and index",
		Long: `verify reads the whole archive: the pages of its file, every stored body (which
is hashed again), every reference between records, every index. It prints one
line for each fault (where, what, what to do) and exits 1 if there are any. It
works while a crawl holds the archive, but for the pages of the file.`,
		Example: `  nianbao verify
  nianbao verify -a demo.db --json`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.runVerify(cmd.Context(), asJSON) },
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

// verification is what verify --json prints.
type verification struct {
	OK bool `json:"ok"`
	store.Verified
	List []store.Fault `json:"faults"` // the first maxListed faults
}

// maxListed bounds the faults of one JSON output: an archive that was
// overwritten has as many as records.
const maxListed = 10_000

func (a *app) runVerify(ctx context.Context, asJSON bool) error {
	archive, err := a.open(store.Options{ReadOnly: true, Verb: "verify"})
	if err != nil {
		return err
	}
	defer archive.Close()
	bar := a.bar(-1, a.say("verifying", "正在校验"))
	defer bar.Finish()
	out := verification{List: []store.Fault{}}
	o := store.VerifyOptions{Progress: a.stages(bar), Fault: func(f store.Fault) {
		if !asJSON {
			fmt.Fprintln(a.out, f)
		} else if len(out.List) < maxListed {
			out.List = append(out.List, f)
		}
	}}
	if out.Verified, err = archive.Verify(ctx, o); err != nil {
		return err
	}
	bar.Finish()
	out.OK = out.Faults == 0
	if asJSON {
		err = a.json(out)
	} else {
		a.printVerified(out.Verified)
	}
	if err != nil || out.OK {
		return err
	}
	return ended(exitFailed, "the archive has faults")
}

// stages shows a verification's progress on a bar.
func (a *app) stages(b bar) func(store.Stage, uint64, uint64) {
	last := store.Stage("")
	words := map[store.Stage]string{
		store.StageFile: a.say("file", "文件"), store.StageBodies: a.say("bodies", "原文"),
		store.StagePages: a.say("records", "记录"), store.StageIndex: a.say("indexes", "索引"),
	}
	return func(s store.Stage, done, total uint64) {
		if s != last {
			last = s
			b.Say(words[s])
		}
		b.Total(int(total))
		b.Set(int(done))
	}
}

func (a *app) printVerified(v store.Verified) {
	for _, why := range v.Skipped {
		fmt.Fprintf(a.out, a.say("not checked: %s\n", "未校验：%s\n"), why)
	}
	fmt.Fprintf(a.out, a.say("%d bodies (%s), %d captures, %d pages, %d reports, %d earlier versions, %d index entries: %d faults\n",
		"%d 个原文（%s），%d 次抓取，%d 个网页，%d 份报告，%d 个旧版本，%d 条索引：%d 处问题\n"),
		v.Bodies, size(v.Bytes), v.Captures, v.Pages, v.Reports, v.Versions, v.IndexEntries, v.Faults)
}
