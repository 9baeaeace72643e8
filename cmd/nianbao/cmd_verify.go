package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"nianbao/cmd/nianbao/web"
	"nianbao/crawler/frontier"
	"nianbao/crawler/reparse"
	"nianbao/store"
)

// verifyOptions are the flags of verify.
type verifyOptions struct {
	repair bool
	from   string
	asJSON bool
}

func (a *app) verify() *cobra.Command {
	var o verifyOptions
	cmd := &cobra.Command{
		Use:   "verify",
		Short: "Re-hash every body, check every reference and index; --repair",
		Long: `verify reads the whole archive: the pages of its file, every stored body (which
is hashed again), every reference between records, every index. It prints one
line for each fault (where, what, what to do) and exits 1 if there are any. It
works while a crawl holds the archive, but for the pages of the file.

--repair rebuilds what can be rebuilt: indexes, counters and the change log from
the records, pages, reports and versions from their captures, which are read
again, and with --from bodies from a backup. It says what it did, and then what
it could not.`,
		Example: `  nianbao verify
  nianbao verify -a demo.db --json
  nianbao verify --repair
  nianbao verify --repair --from backup.db`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.runVerify(cmd.Context(), o) },
	}
	f := cmd.Flags()
	f.BoolVar(&o.repair, "repair", false, "put right what can be put right")
	f.StringVar(&o.from, "from", "", "with --repair: take bodies that are damaged here from this archive `FILE`")
	f.BoolVar(&o.asJSON, "json", false, "print JSON")
	cmd.AddCommand(a.backup(), a.compact())
	return cmd
}

// verification is what verify --json prints.
type verification struct {
	OK bool `json:"ok"`
	store.Verified
	List     []store.Fault `json:"faults"` // the first maxListed
	Repaired []string      `json:"repaired,omitempty"`
}

// maxListed bounds the faults of one JSON output: an archive that was
// overwritten has as many as records.
const maxListed = 10_000

func (a *app) runVerify(ctx context.Context, o verifyOptions) error {
	if o.from != "" && !o.repair {
		return usage(errors.New("--from: needs --repair"))
	}
	out := verification{List: []store.Fault{}}
	done := func(what string) {
		if !o.asJSON {
			fmt.Fprintln(a.out, a.say("repaired: ", "已修复：")+what)
		} else if len(out.Repaired) < maxListed {
			out.Repaired = append(out.Repaired, what)
		}
	}
	if o.repair {
		if err := a.salvage(ctx, done); err != nil {
			return err
		}
	}
	archive, err := a.open(store.Options{ReadOnly: !o.repair, Verb: "verify"})
	if err != nil {
		return err
	}
	defer archive.Close()
	bar := a.bar(-1, a.say("verifying", "正在校验"))
	defer bar.Finish()
	tell := store.VerifyOptions{Progress: a.stages(bar), Fault: func(f store.Fault) {
		if !o.asJSON {
			fmt.Fprintln(a.out, f)
		} else if len(out.List) < maxListed {
			out.List = append(out.List, f)
		}
	}}
	if o.repair {
		out.Verified, err = a.repair(ctx, archive, o.from, store.RepairOptions{VerifyOptions: tell, Done: done})
	} else {
		out.Verified, err = archive.Verify(ctx, tell)
	}
	if err != nil {
		return err
	}
	bar.Finish()
	out.OK = out.Faults == 0
	if o.asJSON {
		err = a.json(out)
	} else {
		a.printVerified(out.Verified)
	}
	if err := errors.Join(err, archive.Close()); err != nil || out.OK {
		return err
	}
	return ended(exitFailed, "the archive has faults")
}

// salvage makes an archive usable whose file is damaged in its own structure.
func (a *app) salvage(ctx context.Context, done func(string)) error {
	c, err := a.config()
	if err != nil {
		return err
	}
	first := ""
	out, err := store.Salvage(ctx, c.Archive, func(f store.Fault) {
		if first == "" {
			first = f.Where + ": " + f.What
		}
	})
	if err != nil || out.Aside == "" {
		return err
	}
	done(fmt.Sprintf("%s; %d records were taken over into a new file, the damaged one is now %s", first, out.Records, out.Aside))
	return nil
}

// repair puts right what can be put right. Pages whose body is lost will be
// asked for unconditionally.
func (a *app) repair(ctx context.Context, archive *store.Archive, from string, o store.RepairOptions) (store.Verified, error) {
	o.Read = reparse.Restorer(archive)
	if from != "" {
		other, err := store.Open(from, store.Options{ReadOnly: true, Verb: "verify"})
		if err != nil {
			return store.Verified{}, err
		}
		defer other.Close()
		o.From = other
	}
	var lost []string
	o.Lost = func(url string) { lost = append(lost, url) }
	out, err := archive.Repair(ctx, o)
	for _, url := range lost {
		if err == nil {
			err = frontier.Forget(ctx, archive, url)
		}
	}
	return out, err
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
		b.Records(done, total)
	}
}

func (a *app) printVerified(v store.Verified) {
	for _, why := range v.Skipped {
		fmt.Fprintf(a.out, a.say("not checked: %s\n", "未校验：%s\n"), why)
	}
	fmt.Fprintf(a.out, a.say("%d bodies (%s), %d captures, %d pages, %d reports, %d earlier versions, %d index entries: %d faults\n",
		"%d 个原文（%s），%d 次抓取，%d 个网页，%d 份报告，%d 个旧版本，%d 条索引：%d 处问题\n"),
		v.Bodies, web.Size(v.Bytes), v.Captures, v.Pages, v.Reports, v.Versions, v.IndexEntries, v.Faults)
}
