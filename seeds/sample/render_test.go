package sample

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"html"
	"io"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
)

var (
	tags   = regexp.MustCompile(`<[^>]*>`)
	number = regexp.MustCompile(`[0-9０-９][0-9０-９.,]*`)
)

// numbersOf are the numbers among a rendering's cells, in the order printed:
// what stands between tags, tabs, pipes and line ends and is nothing else.
func numbersOf(text string, r Rendering) []string {
	var cells []string
	switch r {
	case Clean, Word:
		for _, cell := range strings.Split(text, "<td")[1:] {
			cell, _, _ = strings.Cut(cell, "</td>")
			cells = append(cells, tags.ReplaceAllString("<"+cell, ""))
		}
	default:
		cells = regexp.MustCompile(`[\t|\n]+`).Split(text, -1)
	}
	var out []string
	for _, c := range cells {
		c = strings.TrimSpace(strings.ReplaceAll(html.UnescapeString(c), "\u00a0", " "))
		if number.FindString(c) == c && c != "" {
			out = append(out, c)
		}
	}
	return out
}

func content(d Document, r Rendering) string {
	if r == Clean || r == Word {
		return body(d, r)
	}
	return Text(d, r)
}

// cellsOf are the numbers of the document's cells in the form's order.
func cellsOf(d Document) []string {
	var out []string
	for range max(1, d.Copies) {
		for _, s := range d.Sections {
			for _, t := range s.Tables {
				for _, r := range t.Rows {
					for _, c := range r.Cells {
						if number.FindString(c.Text) == c.Text && c.Text != "" {
							out = append(out, c.Text)
						}
					}
				}
			}
		}
	}
	return out
}

func TestEveryRenderingPrintsEveryNumberInOrder(t *testing.T) {
	for _, d := range Documents() {
		for _, r := range Renderings() {
			if diff := cmp.Diff(cellsOf(d.Document), numbersOf(content(d.Document, r), r)); diff != "" {
				t.Errorf("%s as %s:\n%s", d.Path, r, diff)
			}
		}
	}
}

// letters is text without anything but letters and digits.
func letters(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, text)
}

func TestEveryRenderingPrintsTheNarrative(t *testing.T) {
	for _, d := range Documents() {
		for _, r := range Renderings() {
			doc := d.Document
			doc.Traditional = false
			if r == Traditional {
				continue
			}
			got := letters(html.UnescapeString(tags.ReplaceAllString(content(doc, r), "")))
			for _, s := range doc.Sections {
				for _, p := range append([]string{s.title()}, s.Paragraphs...) {
					if !strings.Contains(got, letters(p)) {
						t.Errorf("%s as %s lacks %q", d.Path, r, p)
					}
				}
			}
		}
	}
}

func TestTraditionalFoldsBackToTheSameText(t *testing.T) {
	simplified, other := []rune(simplifiedScript), []rune(traditionalScript)
	if len(simplified) != len(other) {
		t.Fatalf("%d simplified characters, %d traditional", len(simplified), len(other))
	}
	back := map[rune]rune{}
	for i, r := range other {
		if back[r] != 0 {
			t.Errorf("%c stands for two characters", r)
		}
		back[r] = simplified[i]
	}
	reading := regexp.MustCompile(`\([a-zǎāáàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]+\)`)
	for _, d := range Documents()[:20] {
		want := Text(d.Document, Piped)
		got := strings.Map(func(r rune) rune {
			if s, ok := back[r]; ok {
				return s
			}
			return r
		}, reading.ReplaceAllString(Text(d.Document, Traditional), ""))
		if !d.Document.Traditional && got != want {
			t.Errorf("%s:\n%s", d.Path, cmp.Diff(want, got))
		}
	}
}

func TestTraditionalIsAnnotatedOutsideTagsOnly(t *testing.T) {
	got := annotate(`<td title="學">學政政</td>`)
	want := `<td title="學">學(xué)政(zheng)(zheng)政</td>`
	if got != want {
		t.Errorf("annotate = %s, want %s", got, want)
	}
}

func TestShiftedRowStandsOneColumnFurtherLeft(t *testing.T) {
	d := build(byName(yanpingRoads), 2023)
	straight := rowOf(Text(d, Markdown), "(七) 总计")
	shiftTotal(&d)
	shifted := rowOf(Text(d, Markdown), "(七) 总计")
	if strings.Replace(straight, "\t\t", "\t", 1)+"\t" != shifted {
		t.Errorf("shifted %q, straight %q", shifted, straight)
	}
	if a, b := strings.Count(straight, "\t"), strings.Count(shifted, "\t"); a != b {
		t.Errorf("tabs in the row: %d, shifted %d", a, b)
	}
	if !strings.Contains(body(d, Clean), `<td>（七）总计</td>`) {
		t.Error("the shifted label still spans two columns in HTML")
	}
}

func rowOf(text, label string) string {
	for line := range strings.SplitSeq(text, "\n") {
		if strings.HasPrefix(line, label) {
			return line
		}
	}
	return ""
}

func TestEveryLayoutFillsItsGridExactly(t *testing.T) {
	for _, d := range Documents() {
		for _, s := range d.Document.Sections {
			for _, table := range s.Tables {
				l := lay(table)
				taken := map[[2]int]int{}
				for y, row := range l.lines {
					x := 0
					for _, s := range row.slots {
						for taken[[2]int{y, x}] > 0 {
							x++
						}
						for dy := range s.rows {
							for dx := range s.cols {
								taken[[2]int{y + dy, x + dx}]++
							}
						}
					}
				}
				if len(taken) != l.width*len(l.lines) {
					t.Errorf("%s %s: %d places taken, want %d × %d", d.Path, table.Key, len(taken), l.width, len(l.lines))
				}
				for at, n := range taken {
					if n != 1 || at[0] >= len(l.lines) || at[1] >= l.width {
						t.Errorf("%s %s: place %v taken %d times", d.Path, table.Key, at, n)
					}
				}
			}
		}
	}
}

func TestDocxIsWellFormedAndHoldsEveryNumber(t *testing.T) {
	for _, d := range Documents()[:12] {
		raw := Docx(d.Document)
		z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
		if err != nil {
			t.Fatalf("%s: %v", d.Path, err)
		}
		f, err := z.Open("word/document.xml")
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(f)
		if err != nil {
			t.Fatal(err)
		}
		decoder := xml.NewDecoder(bytes.NewReader(text))
		for {
			if _, err := decoder.Token(); err != nil {
				if !errors.Is(err, io.EOF) {
					t.Errorf("%s: %v", d.Path, err)
				}
				break
			}
		}
		var got []string
		for _, cell := range strings.Split(string(text), "<w:tc>")[1:] {
			cell, _, _ = strings.Cut(cell, "</w:tc>")
			if c := strings.TrimSpace(tags.ReplaceAllString(cell, "")); c != "" && number.FindString(c) == c {
				got = append(got, c)
			}
		}
		single := d.Document
		single.Copies = 1
		if diff := cmp.Diff(cellsOf(single), got); diff != "" {
			t.Errorf("%s:\n%s", d.Path, diff)
		}
	}
}

func TestThemesPrintEveryPage(t *testing.T) {
	for _, look := range []theme{themeTRS, themePlain, themeUCAP, themeVSB, themeZoom} {
		out := dress(look, sheet{document: Documents()[0].Document, rendering: Clean, site: "某区人民政府"})
		if strings.Contains(out, "theme "+string(look)+":") || !strings.Contains(out, "本年新收政府信息公开申请数量") || !strings.Contains(out, "当前") {
			t.Errorf("theme %s does not print", look)
		}
	}
}
