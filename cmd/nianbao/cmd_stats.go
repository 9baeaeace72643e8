package main

import (
	"encoding/json"
	"fmt"
	"sort"

	"github.com/spf13/cobra"

	"nianbao/cmd/nianbao/web"
	"nianbao/store"
)

func (a *app) stats() *cobra.Command {
	asJSON, coverage := false, false
	cmd := &cobra.Command{
		Use:   "stats",
		Short: "Count what the archive holds: by year, form, finding, host, region",
		Example: `  nianbao stats -a demo.db
  nianbao stats -a demo.db --json
  nianbao stats --coverage            which years there are of each agency`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			archive, err := a.open(store.Options{ReadOnly: true, Verb: "stats"})
			if err != nil {
				return err
			}
			defer archive.Close()
			if coverage {
				return a.coverage(cmd.Context(), archive, asJSON)
			}
			s, err := archive.Stats(cmd.Context())
			if err != nil {
				return err
			}
			if asJSON {
				return a.json(s)
			}
			return a.printStats(s)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	cmd.Flags().BoolVar(&coverage, "coverage", false, "how many reports there are of each agency and year")
	return cmd
}

// json prints a value as indented JSON on stdout.
func (a *app) json(v any) error {
	enc := json.NewEncoder(a.out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return fmt.Errorf("print JSON: %w", err)
	}
	return nil
}

func (a *app) printStats(s store.Stats) error {
	fmt.Fprintf(a.out, a.say("%d reports of %d agencies; %d bodies, %s, stored in %s\n", "%d 份报告，%d 个机关；%d 个原文，%s，占用 %s\n"),
		s.Reports, s.Agencies, s.Blobs.Count, web.Size(s.Blobs.Bytes), web.Size(s.Blobs.Stored))
	captures := map[string]int{}
	for outcome, n := range s.Captures {
		captures[string(outcome)] = int(n)
	}
	years := map[string]int{}
	for y, n := range s.Years {
		key := fmt.Sprint(y)
		if y == 0 {
			key = ""
		}
		years[key] = n
	}
	for _, part := range []struct {
		en, zh string
		counts map[string]int
		byKey  bool
	}{
		{"year", "年度", years, true}, {"form", "表式", s.Templates, true}, {"kind", "类型", s.Kinds, false},
		{"finding", "问题", s.Findings, false}, {"host", "站点", s.Hosts, false}, {"region", "地区", s.Regions, false},
		{"requests", "请求", captures, false},
	} {
		if len(part.counts) == 0 {
			continue
		}
		fmt.Fprintf(a.out, "\n%s\n", a.say(part.en, part.zh))
		t := table{right: map[int]bool{1: true}}
		for _, key := range sorted(part.counts, part.byKey) {
			name := key
			if name == "" {
				name = a.say("(unknown)", "（不明）")
			}
			t.row("  "+name, part.counts[key])
		}
		if err := t.print(a.out); err != nil {
			return err
		}
	}
	return nil
}

// sorted lists keys by name, or by count with the largest first.
func sorted(counts map[string]int, byKey bool) []string {
	keys := make([]string, 0, len(counts))
	for k := range counts {
		keys = append(keys, k)
	}
	sort.Slice(keys, func(i, j int) bool {
		if !byKey && counts[keys[i]] != counts[keys[j]] {
			return counts[keys[i]] > counts[keys[j]]
		}
		return keys[i] < keys[j]
	})
	return keys
}
