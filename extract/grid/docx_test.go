package grid_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nianbao/extract/form"
	"nianbao/extract/grid"
	"nianbao/seeds/sample"
)

const wordHead = `<?xml version="1.0" encoding="UTF-8"?>
<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml"><w:body>`

const wordSpaceDecl = ` xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`

// word makes a file of a body and further parts, name and text in turn.
func word(t testing.TB, body string, more ...string) []byte {
	t.Helper()
	parts := append([]string{"word/document.xml", wordHead + body + "</w:body></w:document>"}, more...)
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for i := 0; i < len(parts); i += 2 {
		f, err := z.Create(parts[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(parts[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// shown writes blocks so that a test can print what it wants: a heading with
// its level, a grid as rows of cells, each where it begins.
func shown(blocks []grid.Block) []string {
	var out []string
	for _, b := range blocks {
		switch {
		case b.Grid == nil && b.Level > 0:
			out = append(out, fmt.Sprintf("h%d %s", b.Level, b.Text))
		case b.Grid == nil:
			out = append(out, b.Text)
		default:
			for r, row := range b.Grid.Rows {
				var cells []string
				for c, cell := range row {
					switch {
					case cell == nil:
						cells = append(cells, "·")
					case cell.Row == r && cell.Col == c:
						cells = append(cells, strings.ReplaceAll(cell.Text, "\n", "⏎"))
					case cell.Row < r:
						cells = append(cells, "^")
					default:
						cells = append(cells, "<")
					}
				}
				out = append(out, "|"+strings.Join(cells, "|"))
			}
		}
	}
	return out
}

func p(text string) string { return "<w:p><w:r><w:t>" + text + "</w:t></w:r></w:p>" }

func tc(props, text string) string {
	return "<w:tc><w:tcPr>" + props + "</w:tcPr>" + p(text) + "</w:tc>"
}

func tr(cells ...string) string { return "<w:tr>" + strings.Join(cells, "") + "</w:tr>" }

func tbl(rows ...string) string { return "<w:tbl>" + strings.Join(rows, "") + "</w:tbl>" }

var wordBodies = []struct {
	name, body string
	want       []string
}{
	{"runs are joined, lines parted", `<w:p><w:r><w:t>一</w:t></w:r><w:r><w:t xml:space="preserve">、总体 </w:t><w:t>情况</w:t><w:br/><w:t>二</w:t></w:r></w:p>`,
		[]string{"一、总体 情况", "二"}},
	{"deleted text is gone, inserted text stays",
		`<w:p><w:r><w:t>共</w:t></w:r><w:del><w:r><w:delText>3</w:delText><w:t>4</w:t></w:r></w:del><w:ins><w:r><w:t>5</w:t></w:r></w:ins><w:r><w:t>件</w:t></w:r></w:p>`,
		[]string{"共5件"}},
	{"a deleted end of a paragraph joins two", `<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>前</w:t></w:r></w:p>` + p("后"), []string{"前后"}},
	{"hidden text is gone", `<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>暗</w:t></w:r><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>明</w:t></w:r></w:p>`, []string{"明"}},
	{"field codes and phonetic guides are no text",
		`<w:p><w:r><w:instrText> PAGE </w:instrText></w:r><w:r><w:ruby><w:rt><w:r><w:t>qu</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>区</w:t></w:r></w:rubyBase></w:ruby></w:r></w:p>`,
		[]string{"区"}},
	{"a text box stands once, behind its paragraph",
		`<w:p><w:r><w:t>甲</w:t><mc:AlternateContent><mc:Choice Requires="wps"><wps:txbx><w:txbxContent>` + p("框") + `</w:txbxContent></wps:txbx></mc:Choice><mc:Fallback><v:textbox><w:txbxContent>` + p("框") + `</w:txbxContent></v:textbox></mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>乙</w:t></w:r></w:p>`,
		[]string{"甲乙", "框"}},
	{"an outline level is a heading", `<w:p><w:pPr><w:outlineLvl w:val="1"/></w:pPr><w:r><w:t>二</w:t></w:r></w:p><w:p><w:pPr><w:outlineLvl w:val="9"/></w:pPr><w:r><w:t>文</w:t></w:r></w:p>`,
		[]string{"h2 二", "文"}},
	{"a filled control is read, a hint is not",
		`<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>` + p("单击此处") + `</w:sdtContent></w:sdt><w:sdt><w:sdtPr/><w:sdtContent>` + p("填了") + `</w:sdtContent></w:sdt>`,
		[]string{"填了"}},
	{"merged cells", tbl(
		tr(tc(`<w:gridSpan w:val="2"/><w:vMerge w:val="restart"/>`, "角"), tc("", "头")),
		tr(tc(`<w:gridSpan w:val="2"/><w:vMerge/>`, "看不见"), tc("", "1")),
		tr(tc("", "左"), tc(`<w:vMerge w:val="restart"/>`, "右"), tc("", "2")),
		tr(tc("", "下"), tc(`<w:vMerge w:val="continue"/>`, ""), tc("", "3"))),
		[]string{"|角|<|头", "|^|^|1", "|左|右|2", "|下|^|3"}},
	{"a cell goes on from one above with its columns only", tbl(
		tr(tc(`<w:vMerge w:val="restart"/>`, "甲"), tc("", "乙")),
		tr(tc(`<w:gridSpan w:val="2"/><w:vMerge/>`, "丙"))),
		[]string{"|甲|乙", "|丙|<"}},
	{"two merges in a column stay two", tbl(
		tr(tc(`<w:vMerge w:val="restart"/>`, "甲"), tc("", "1")),
		tr(tc(`<w:vMerge w:val="restart"/>`, "乙"), tc("", "2")),
		tr(tc(`<w:vMerge/>`, ""), tc("", "3"))),
		[]string{"|甲|1", "|乙|2", "|^|3"}},
	{"cells merged in a row the old way", tbl(
		tr(tc(`<w:hMerge w:val="restart"/>`, "宽"), tc(`<w:hMerge/>`, ""), tc("", "1")), tr(tc("", "a"), tc("", "b"), tc("", "2"))),
		[]string{"|宽|<|1", "|a|b|2"}},
	{"columns left free before a row", tbl(tr(tc("", "a"), tc("", "b")), "<w:tr><w:trPr><w:gridBefore w:val=\"1\"/></w:trPr>"+tc("", "c")+"</w:tr>"),
		[]string{"|a|b", "||c"}},
	{"a deleted row is gone", tbl(tr(tc("", "a"), tc("", "b")), "<w:tr><w:trPr><w:del/></w:trPr>"+tc("", "c")+tc("", "d")+"</w:tr>"), []string{"|a|b"}},
	{"lines of a cell", tbl(tr("<w:tc>"+p("社会")+p("公益 组织")+"</w:tc>", tc("", "x"))), []string{"|社会⏎公益 组织|x"}},
	{"a tab in a cell is a space", tbl(tr("<w:tc><w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t></w:r></w:p></w:tc>", tc("", "x"))), []string{"|a b|x"}},
	{"a table in a cell is read, the outer one lays out", tbl(tr("<w:tc>"+p("题")+tbl(tr(tc("", "a"), tc("", "b")))+p("")+"</w:tc>", tc("", "旁"))),
		[]string{"题", "|a|b", "旁"}},
	{"a table of one column lays out", tbl(tr(tc("", "甲")), tr(tc("", "乙"))), []string{"甲", "乙"}},
	{"tabs make a table where they stand in lines", p("甲") + `<w:p><w:r><w:t>规章</w:t><w:tab/><w:t>1</w:t></w:r></w:p><w:p><w:r><w:t>许可</w:t><w:tab/><w:t>2</w:t></w:r></w:p>`,
		[]string{"甲", "|规章|1", "|许可|2"}},
	{"nothing", "", nil},
}

func TestWordMarkupIsReadAsItIsShown(t *testing.T) {
	for _, c := range wordBodies {
		t.Run(c.name, func(t *testing.T) {
			blocks, err := grid.DOCX(word(t, c.body))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, shown(blocks)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

func TestStylesAndListsOfAWordFileSpeak(t *testing.T) {
	styled := func(style, text string) string {
		return `<w:p><w:pPr><w:pStyle w:val="` + style + `"/></w:pPr><w:r><w:t>` + text + `</w:t></w:r></w:p>`
	}
	item := func(list, level int, text string) string {
		return fmt.Sprintf(`<w:p><w:pPr><w:numPr><w:ilvl w:val="%d"/><w:numId w:val="%d"/></w:numPr></w:pPr><w:r><w:t>%s</w:t></w:r></w:p>`, level, list, text)
	}
	styles := `<w:styles` + wordSpaceDecl + `>
<w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/></w:style>
<w:style w:type="paragraph" w:styleId="a"><w:name w:val="own"/><w:basedOn w:val="b"/></w:style>
<w:style w:type="paragraph" w:styleId="b"><w:name w:val="base"/><w:basedOn w:val="a"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr><w:outlineLvl w:val="0"/></w:pPr></w:style></w:styles>`
	lists := `<w:numbering` + wordSpaceDecl + `><w:abstractNum w:abstractNumId="7">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="8"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="●"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="8"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="12"/></w:lvlOverride></w:num></w:numbering>`
	body := styled("2", "二级") + styled("a", "总体情况") + item(1, 1, "规章") + item(1, 1, "许可") + styled("a", "公开情况") +
		item(1, 1, "处罚") + item(2, 0, "点") + item(3, 0, "另起") + item(9, 0, "无此表") + item(0, 0, "不编号")
	want := []string{"h2 二级", "h1 一、总体情况", "1.规章", "2.许可", "h1 二、公开情况", "1.处罚", "点", "十二、另起", "无此表", "不编号"}
	blocks, err := grid.DOCX(word(t, body, "word/styles.xml", styles, "word/numbering.xml", lists))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, shown(blocks)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestTheMainPartIsFoundWhereThePackageSays(t *testing.T) {
	const rels = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="/word/document2.xml"/></Relationships>`
	blocks, err := grid.DOCX(word(t, p("旧"), "_rels/.rels", rels, "Word/Document2.xml", wordHead+p("新")+"</w:body></w:document>"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"新"}, shown(blocks)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// grids lists the grids among blocks.
func grids(blocks []grid.Block) []*grid.Grid {
	var out []*grid.Grid
	for _, b := range blocks {
		if b.Grid != nil {
			out = append(out, b.Grid)
		}
	}
	return out
}

// asSample puts laid tables into the sample's shape.
func asSample(tables *form.Tables) sample.Tables {
	out := sample.Tables{}
	for _, named := range tables.All() {
		if len(named.Table) == 0 {
			continue
		}
		rows := map[string]map[string]*string{}
		for _, r := range named.Table {
			rows[r.Key] = map[string]*string{}
			for _, c := range r.Cells {
				rows[r.Key][c.Column] = (*string)(c.Value)
			}
		}
		out[named.Name] = rows
	}
	return out
}

func TestEveryCellOfASampleReportComesOutOfItsWordFile(t *testing.T) {
	cells := 0
	for _, truth := range sample.Documents() {
		blocks, err := grid.DOCX(sample.Docx(truth.Document))
		if err != nil {
			t.Fatalf("%s: %v", truth.Path, err)
		}
		laid := form.Lay(grids(blocks))
		if diff := cmp.Diff(truth.Tables, asSample(&laid.Tables)); diff != "" {
			t.Errorf("%s (-want +got)\n%s", truth.Path, diff)
		}
		cells += laid.Tables.Numbers()
	}
	if cells < 5000 {
		t.Errorf("only %d numbers were compared", cells)
	}
}

// real is a document from public sources, which stand beside the project.
func real(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "real", name))
	if errors.Is(err, os.ErrNotExist) {
		t.Skipf("%s is not here: it stands beside the project", name)
	}
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestTheBlankFormHasEveryRowAndNoNumber(t *testing.T) {
	blocks, err := grid.DOCX(real(t, "form_2021_blank.docx"))
	if err != nil {
		t.Fatal(err)
	}
	laid := form.Lay(grids(blocks))
	rows := map[string]int{}
	for _, named := range laid.Tables.All() {
		rows[named.Name] = len(named.Table)
	}
	want := map[string]int{form.Disclosure: 6, form.Applications: 25, form.ReviewLitigation: 3, form.Statistics: 0}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Errorf("rows (-want +got)\n%s", diff)
	}
	if n := laid.Tables.Numbers(); n != 0 {
		t.Errorf("%d numbers in a form nobody filled in", n)
	}
	for _, table := range []string{form.Disclosure, form.Applications} {
		if laid.Templates[table] != form.Form2021 {
			t.Errorf("%s: form %s", table, laid.Templates[table])
		}
	}
}

func TestHostileWordFilesAreRefusedInBoundedTime(t *testing.T) {
	zeros := strings.Repeat(" ", 65<<20)
	wide := tbl(strings.Repeat(tr(tc(`<w:gridSpan w:val="512"/>`, ""), tc("", "")), 10_000))
	for _, c := range []struct {
		name string
		body []byte
		want error
	}{
		{"no archive", []byte("PK\x03\x04 and nothing"), grid.ErrOffice},
		{"cut", word(t, p("甲"))[:120], grid.ErrOffice},
		{"no main part", word(t, "")[:0], grid.ErrOffice},
		{"broken markup", word(t, "<w:p><w:r></w:p>"), grid.ErrOffice},
		{"unknown entity", word(t, p("&lol;")), grid.ErrOffice},
		{"a part of 65 MB", word(t, p(zeros)), grid.ErrTooLarge},
		{"nesting", word(t, strings.Repeat("<w:ins>", 100_000)), grid.ErrTooLarge},
		{"nesting inside what is skipped", word(t, "<w:del>"+strings.Repeat("<w:ins>", 100_000)), grid.ErrTooLarge},
		{"tables in tables", word(t, strings.Repeat("<w:tbl><w:tr><w:tc>", 100_000)), grid.ErrTooLarge},
		{"a tag of 5 MB", word(t, "<w:p "+strings.Repeat(`a="" `, 1<<20)+"/>"), grid.ErrTooLarge},
		{"columns without end", word(t, wide), grid.ErrTooLarge},
	} {
		t.Run(c.name, func(t *testing.T) {
			begin := time.Now()
			_, err := grid.DOCX(c.body)
			if !errors.Is(err, c.want) {
				t.Errorf("error %v, want %v", err, c.want)
			}
			if d := time.Since(begin); d > 20*time.Second {
				t.Errorf("took %v", d)
			}
		})
	}
}

func FuzzDOCX(f *testing.F) {
	for _, c := range wordBodies {
		f.Add([]byte(c.body), true)
	}
	f.Add(word(f, p("甲")), false)
	f.Fuzz(func(t *testing.T, data []byte, wrapped bool) {
		if wrapped {
			data = word(t, string(data), "word/styles.xml", string(data), "word/numbering.xml", string(data))
		}
		blocks, err := grid.DOCX(data)
		if err != nil && blocks != nil {
			t.Error("blocks beside an error")
		}
		for _, b := range blocks {
			if b.Grid != nil && b.Grid.Width() > 512 {
				t.Errorf("grid of %d columns", b.Grid.Width())
			}
		}
	})
}
