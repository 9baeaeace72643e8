package extract_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"nianbao/extract"
	"nianbao/seeds/sample"
)

// TestOneDocumentHasOneHashInAnyRendering renders every document of the sample
// portal in every way it knows, as pages and as text.
func TestOneDocumentHasOneHashInAnyRendering(t *testing.T) {
	for _, truth := range sample.Documents() {
		want, of := "", ""
		for _, rendering := range sample.Renderings() {
			for media, body := range map[string][]byte{"text/html": sample.Render(truth.Document, rendering), "text/plain": []byte(sample.Text(truth.Document, rendering))} {
				page := extract.Read(extract.Page{Body: body, MediaType: media})
				if page.ContentSHA256 == nil {
					t.Errorf("%s: no hash in rendering %s as %s", truth.Path, rendering, media)
					continue
				}
				if want == "" {
					want, of = *page.ContentSHA256, string(rendering)+" as "+media
				}
				if *page.ContentSHA256 != want {
					t.Errorf("%s: %s and %s as %s differ", truth.Path, of, rendering, media)
				}
			}
		}
	}
}

// dressings put the body of a page into other chrome and other containers.
var dressings = map[string]string{
	"bare":         `%s`,
	"side bar":     `<html><head><title>年报</title></head><body><div class="l"><ul><li><a>一、总体情况</a></li><li><a>二、主动公开政府信息情况</a></li><li><a>六、其他需要报告的事项</a></li></ul></div><div class="r"><div>%s</div></div><div>浏览次数：77</div></body></html>`,
	"other count":  `<html><body><div>浏览次数：78000</div><div id="zoom">%s</div><p>扫一扫在手机打开当前页</p><p>相关阅读</p><p><a>2019年年报</a></p></body></html>`,
	"layout table": `<html><body><table width="960"><tr><td><table><tr><td>导航</td></tr></table></td><td>%s</td></tr><tr><td colspan="2">主办单位：某某办公室　联系电话：0000-0000000</td></tr></table></body></html>`,
	"count inside": `<html><body><div class="content"><p>发布时间：2025-01-02　来源：办公室　点击量：3821</p><p>点击量：3821次</p>%s<p>分享到：微信</p><p>上一篇：没有了</p></div></body></html>`,
	"deep":         `<html><body>` + "<div><div><section><div>" + `%s` + `</div></section></div></div></body></html>`,
}

// TestChromeAndContainersDoNotChangeTheHash dresses one body in many pages.
func TestChromeAndContainersDoNotChangeTheHash(t *testing.T) {
	for _, name := range []string{"no_container.html", "ucap_fields.html", "parts.html", "subheads.html", "chinese_numerals.html"} {
		body := bodyOf(t, name)
		want := hashOf(t, fmt.Sprintf(dressings["bare"], body))
		for dressing, page := range dressings {
			if got := hashOf(t, fmt.Sprintf(page, body)); got != want {
				t.Errorf("%s: dressed as %s it hashes differently", name, dressing)
			}
		}
	}
}

// TestAnotherNumberOrWordChangesTheHash makes sure that the hash can tell.
func TestAnotherNumberOrWordChangesTheHash(t *testing.T) {
	body := bodyOf(t, "no_container.html")
	want := hashOf(t, body)
	for _, change := range [][2]string{
		{"<td>9</td>", "<td>8</td>"}, {"公开信息214条", "公开信息215条"}, {"12.5", "125"}, {"<td>2</td><td>1</td>", "<td>1</td><td>2</td>"}, {"培训2次", "培训"},
	} {
		changed := strings.Replace(body, change[0], change[1], 1)
		if changed == body {
			t.Fatalf("%q is not on the page", change[0])
		}
		if hashOf(t, changed) == want {
			t.Errorf("%q for %q leaves the hash as it was", change[1], change[0])
		}
	}
}

// TestRenderingsOfOtherProgramsHaveOneHash compares a page with what another
// program (pandoc) made of it: text, Markdown with pipe tables, grid tables.
func TestRenderingsOfOtherProgramsHaveOneHash(t *testing.T) {
	files, err := filepath.Glob("testdata/renderings/*")
	if err != nil || len(files) < 4 {
		t.Fatalf("renderings %v: %v", files, err)
	}
	want := extract.Report{}
	for i, name := range files {
		body, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		media := map[string]string{".html": "text/html", ".md": "text/markdown", ".txt": "text/plain"}[filepath.Ext(name)]
		r := extract.Read(extract.Page{Body: body, MediaType: media})
		if i == 0 {
			want = r
		}
		sameCells(t, cellsOf(r), cellsOf(want))
		for j := range want.Sections {
			if j < len(r.Sections) && r.Sections[j].Text != want.Sections[j].Text {
				t.Logf("%s: section %d reads\n%s\nand in %s\n%s", name, j, r.Sections[j].Text, files[0], want.Sections[j].Text)
			}
		}
		if deref(r.ContentSHA256) != deref(want.ContentSHA256) || r.ContentSHA256 == nil {
			t.Errorf("%s and %s differ", files[0], name)
		}
	}
}

var bodyTag = regexp.MustCompile(`(?s)<body>.*<div class="t">(.*)</div></div></div><div class="foot">|(?s)<UCAPCONTENT>(.*)</UCAPCONTENT>|(?s)<article>(.*)</article>|(?s)<div class="content">(.*)</div>|(?s)<div id="vsb_content">(.*)</div>`)

// bodyOf cuts the report out of a page of testdata/pages.
func bodyOf(t *testing.T, name string) string {
	t.Helper()
	page, err := os.ReadFile(filepath.Join("testdata", "pages", name))
	if err != nil {
		t.Fatal(err)
	}
	m := bodyTag.FindSubmatch(page)
	if m == nil {
		t.Fatalf("%s has no body", name)
	}
	return string(bytes.Join(m[1:], nil))
}

func hashOf(t *testing.T, page string) string {
	t.Helper()
	r := extract.Read(extract.Page{Body: []byte(page), MediaType: "text/html"})
	if r.ContentSHA256 == nil {
		t.Fatalf("no hash; kind %s", r.Kind)
	}
	return *r.ContentSHA256
}
