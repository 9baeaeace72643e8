package extract_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"testing"

	"nianbao/extract"
	"nianbao/seeds/sample"
)

// TestAnAttachmentIsWhatItHolds reads markup under a name of Word's, which is
// what Office's "save as a web page" makes, and tells packages by their parts.
func TestAnAttachmentIsWhatItHolds(t *testing.T) {
	truth := sample.Documents()[0]
	page := extract.Page{
		Body: []byte(strings.ReplaceAll(attachmentPage(`<p>附件：<a href="1.doc">年报.doc</a></p>`, ""),
			attachmentTitle, fmt.Sprintf("%s%d年政府信息公开工作年度报告", truth.Agency, truth.Year))),
		MediaType: "text/html", URL: "http://www.example.gov.cn/nb/1.html",
	}
	for name, c := range map[string]struct {
		body  []byte
		media string
		read  bool
	}{
		"a page":         {sample.Render(truth.Document, sample.Clean), "text/html", true},
		"Word":           {sample.Docx(truth.Document), extract.DOCX, true},
		"OFD":            {packed(t, "OFD.xml", "Doc_0/Document.xml"), extract.OFD, false},
		"a packed file":  {packed(t, "1.pdf"), "application/zip", false},
		"nothing we say": {[]byte{0, 1, 2}, "application/msword", false},
	} {
		t.Run(name, func(t *testing.T) {
			page.Files = []extract.File{{URL: "http://www.example.gov.cn/nb/1.doc", MediaType: "application/msword", SHA256: "ab", Body: c.body}}
			r := extract.Read(page)
			if len(r.Attachments) != 1 || r.Attachments[0].MediaType != c.media {
				t.Fatalf("attachments %+v, want %s", r.Attachments, c.media)
			}
			if !c.read {
				if r.Kind != extract.AttachmentOnly || r.TablesFrom != nil {
					t.Errorf("kind %s, tables from %v", r.Kind, r.TablesFrom)
				}
				return
			}
			if r.TablesFrom == nil || *r.TablesFrom != "ab" {
				t.Errorf("tables from %v", r.TablesFrom)
			}
			compareCells(t, &r.Tables, truth.Tables)
		})
	}
}

// packed is a package with empty parts.
func packed(t *testing.T, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, part := range parts {
		if _, err := z.Create(part); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
