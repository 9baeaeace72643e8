package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"os"
	"sort"
	"time"

	"github.com/spf13/cobra"

	"nianbao/crawler"
	"nianbao/crawler/fetch"
	"nianbao/crawler/pace"
	"nianbao/extract/form"
	"nianbao/seeds"
	"nianbao/seeds/sample"
	"nianbao/store"
)

// What the demo asks of its own portal: a short pause, on loopback only.
const (
	demoArchive = "demo.db"
	demoDelay   = 100 * time.Millisecond
	demoAgent   = "nianbao/1.0 (demo; +http://127.0.0.1/; nobody@localhost.invalid)"
)

func (a *app) demo() *cobra.Command {
	return &cobra.Command{
		Use:   "demo",
		Short: "Crawl the built-in sample portal and show what it found; needs no network",
		Long: `demo serves a sample portal of made-up agencies on loopback, crawls it
politely, replaces demo.db (or the archive of -a) and prints what it found.`,
		Example: `  nianbao demo
  nianbao export -a demo.db | head -1`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.runDemo(cmd.Context()) },
	}
}

func (a *app) runDemo(ctx context.Context) error {
	path := demoArchive
	if a.archiveFile != "" {
		path = a.archiveFile
	}
	server, err := sample.Start(sample.Options{Port: sample.DemoPort})
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	defer server.Close()
	portals, err := seeds.Parse(server.Seeds(), "sample portal")
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	archive, err := freshArchive(path)
	if err != nil {
		return err
	}
	defer archive.Close()
	fmt.Fprintf(a.err, a.say("crawling the sample portal, %d hosts on loopback\n", "正在抓取示例门户，%d 个本机站点\n"), len(portals))
	watch := a.watch()
	summary, err := crawler.Run(ctx, crawler.Options{
		Archive: archive, Portals: portals, Recheck: 168 * time.Hour, Progress: watch.show, Log: a.quietLog(),
		Policy: pace.Policy{Delay: demoDelay, MaxDelay: time.Minute, MaxCrawlDelay: 10 * time.Minute},
		Fetch:  fetch.Options{UserAgent: demoAgent, Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}},
	})
	watch.done()
	if err != nil {
		return err
	}
	if err := a.printFound(ctx, archive); err != nil {
		return err
	}
	if err := a.tell(summary, false); err != nil {
		return err
	}
	if err := archive.Close(); err != nil {
		return err
	}
	a.next(path)
	return nil
}

// freshArchive replaces an archive. Only what is an archive is replaced: a
// file of another kind by that name is not the demo's to delete.
func freshArchive(path string) (*store.Archive, error) {
	if _, err := os.Stat(path); err == nil {
		old, err := store.Open(path, store.Options{Verb: "demo"})
		if err != nil {
			return nil, err
		}
		if err := old.Close(); err != nil {
			return nil, err
		}
		if err := os.Remove(path); err != nil {
			return nil, fmt.Errorf("replace %s: %w", path, err)
		}
	} else if !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("replace archive: %w", err)
	}
	return store.Open(path, store.Options{Verb: "demo"})
}

// found is what the demo's table shows of a report line.
type found struct {
	ID          string      `json:"id"`
	Agency      *string     `json:"agency"`
	Year        *int        `json:"year"`
	Template    string      `json:"template"`
	Tables      form.Tables `json:"tables"`
	Copies      int         `json:"copies"`
	DuplicateOf *string     `json:"duplicate_of"`
	Findings    []struct {
		Severity string `json:"severity"`
	} `json:"findings"`
}

// printFound prints the reports of an archive, by agency and year.
func (a *app) printFound(ctx context.Context, archive *store.Archive) error {
	var all []found
	for line, err := range archive.Reports(ctx, store.Filter{}) {
		if err != nil {
			return err
		}
		var f found
		if err := json.Unmarshal(line.JSON, &f); err != nil {
			return fmt.Errorf("read report %s: %w", line.ID, err)
		}
		all = append(all, f)
	}
	sort.SliceStable(all, func(i, j int) bool {
		if x, y := shown(all[i].Agency), shown(all[j].Agency); x != y {
			return x < y
		}
		return shown(all[i].Year) < shown(all[j].Year)
	})
	t := table{right: map[int]bool{3: true, 4: true, 5: true}}
	if a.say("en", "zh") == "zh" {
		t.row("机关", "年度", "表式", "数据", "问题", "份数", "重复于", "编号")
	} else {
		t.row("agency", "year", "form", "cells", "findings", "copies", "duplicate of", "id")
	}
	cells := 0
	for _, f := range all {
		n := f.Tables.Numbers()
		cells += n
		t.row(shown(f.Agency), shown(f.Year), f.Template, n, len(f.Findings), f.Copies, shown(f.DuplicateOf), f.ID)
	}
	if err := t.print(a.out); err != nil {
		return fmt.Errorf("print table: %w", err)
	}
	_, err := fmt.Fprintf(a.out, a.say("\n%d reports, %d cells\n", "\n%d 份报告，%d 个数据\n"), len(all), cells)
	return err
}

// shown is a value for people; a dash where it is not known.
func shown[T any](v *T) string {
	if v == nil {
		return "-"
	}
	return fmt.Sprint(*v)
}

// next says what to try now.
func (a *app) next(path string) {
	fmt.Fprintf(a.err, a.say(`
next:
  nianbao export -a %[1]s | head -1   one report as JSON
  nianbao stats -a %[1]s              counts by year, form, finding, host
  nianbao check report.html            lint a report of your own
`, `
接下来可以：
  nianbao export -a %[1]s | head -1   查看一份报告的 JSON
  nianbao stats -a %[1]s              按年度、表式、问题、站点统计
  nianbao check report.html            检查自己的报告
`), path)
}
