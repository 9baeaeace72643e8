package export_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nianbao/store"
	"nianbao/store/export"
	"nianbao/store/export/exporttest"
)

// TestDecodeLosesNothing takes lines apart and holds every field against what
// they were made of.
func TestDecodeLosesNothing(t *testing.T) {
	n := 0
	for r, err := range export.Decode(exporttest.Lines(200)) {
		if err != nil {
			t.Fatal(err)
		}
		line, err := exporttest.Line(n)
		if err != nil {
			t.Fatal(err)
		}
		var want, got map[string]any
		if err := json.Unmarshal(line.JSON, &want); err != nil {
			t.Fatal(err)
		}
		again, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(again, &got); err != nil {
			t.Fatal(err)
		}
		delete(want, "schema")
		if d := cmp.Diff(want, got); d != "" {
			t.Fatalf("report %d (-want +got):\n%s", n, d)
		}
		n++
	}
	if n != 200 {
		t.Errorf("%d reports", n)
	}
}

func TestDecodeKeepsOrderAndErrors(t *testing.T) {
	boom := errors.New("boom")
	lines := func(yield func(store.ReportLine, error) bool) {
		for n := range 300 {
			switch {
			case n == 100:
				if !yield(store.ReportLine{ID: "bad", JSON: []byte(`{"id": 7}`)}, nil) {
					return
				}
			case n == 200:
				yield(store.ReportLine{}, boom)
				return
			default:
				if !yield(store.ReportLine{JSON: fmt.Appendf(nil, `{"id": "%d"}`, n)}, nil) {
					return
				}
			}
		}
	}
	var got, want []string
	for r, err := range export.Decode(lines) {
		if err != nil {
			got = append(got, "error")
			if len(got) == 201 && !errors.Is(err, boom) || len(got) == 101 && !strings.Contains(err.Error(), "bad") {
				t.Errorf("error %d is %v", len(got), err)
			}
			continue
		}
		got = append(got, r.ID)
	}
	for n := range 201 {
		want = append(want, fmt.Sprint(n))
	}
	want[100], want[200] = "error", "error"
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func TestDecodeEndsWithItsReader(t *testing.T) {
	ended := false
	lines := func(yield func(store.ReportLine, error) bool) {
		defer func() { ended = true }()
		for n := 0; yield(store.ReportLine{JSON: fmt.Appendf(nil, `{"id": "%d"}`, n)}, nil); n++ {
		}
	}
	for range export.Decode(lines) {
		break
	}
	if !ended {
		t.Error("the lines are still walked after their reader has gone")
	}
}

// TestColumnsAreDocumented holds every column name against docs/formats.md.
func TestColumnsAreDocumented(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "formats.md"))
	if err != nil {
		t.Fatal(err)
	}
	for what, columns := range map[string][]export.Column{
		"reports": export.Columns[export.ReportRow](), "cells": export.Columns[export.CellRow](),
		"sections": export.Columns[export.SectionRow](), "findings": export.Columns[export.FindingRow](),
		"captures": export.Columns[export.CaptureRow](), "urls": export.Columns[export.URLRow](),
	} {
		var names []string
		for _, c := range columns {
			if slices.Contains(names, c.Name) {
				t.Errorf("%s: column %s is there twice", what, c.Name)
			}
			names = append(names, c.Name)
		}
		if list := "`" + strings.Join(names, "`, `") + "`"; !strings.Contains(strings.Join(strings.Fields(string(page)), " "), list) {
			t.Errorf("docs/formats.md has not the columns of %s: %s", what, list)
		}
	}
}

// TestRowsCountAndKeep holds the report's own row against the report.
func TestRowsCountAndKeep(t *testing.T) {
	for n := range 100 {
		line, err := exporttest.Line(n)
		if err != nil {
			t.Fatal(err)
		}
		var r export.Report
		if err := json.Unmarshal(line.JSON, &r); err != nil {
			t.Fatal(err)
		}
		want := exporttest.Report(n)
		r.Row(func(row export.ReportRow) bool {
			if row.PublishedOn != nil && row.PublishedOn.String() != *want.PublishedOn || (row.PublishedOn == nil) != (want.PublishedOn == nil) {
				t.Errorf("report %d: published on %v, want %v", n, row.PublishedOn, want.PublishedOn)
			}
			if int(row.Errors+row.Warnings+row.Infos) != len(want.Findings) || int(row.Files) != len(want.Attachments) {
				t.Errorf("report %d: %d, %d, %d findings of %d, %d files of %d", n, row.Errors, row.Warnings, row.Infos, len(want.Findings), row.Files, len(want.Attachments))
			}
			characters := 0
			for i, s := range want.Sections {
				characters += len([]rune(s.Text))
				if row.Sections[i].Text != s.Text {
					t.Errorf("report %d: section %d is not what it was", n, i)
				}
			}
			if int(row.Characters) != characters {
				t.Errorf("report %d: %d characters, want %d", n, row.Characters, characters)
			}
			return true
		})
		sections := 0
		r.SectionRows(func(s export.SectionRow) bool {
			sections++
			return int(s.Position) == sections && reflect.DeepEqual(s.Agency, want.Agency)
		})
		if sections != len(want.Sections) {
			t.Errorf("report %d: %d sections in order, want %d", n, sections, len(want.Sections))
		}
	}
}
