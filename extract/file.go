package extract

import (
	"archive/zip"
	"bytes"
	"errors"
	"path"
	"strings"

	"nianbao/extract/charset"
	"nianbao/extract/grid"
)

// Media types of files a report may be in, as MediaType tells them.
const (
	PDF  = "application/pdf"
	DOC  = "application/msword"       // Word up to 2003, WPS
	XLS  = "application/vnd.ms-excel" // Excel up to 2003, ET
	RTF  = "application/rtf"
	DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

	OFD = "application/ofd" // GB/T 33190; kept, not read

	htmlType     = "text/html"
	zipType      = "application/zip"
	compoundType = "application/x-ole-storage"
)

// signatures are how files begin that are no page.
var signatures = []struct {
	magic []byte
	media string
}{
	{[]byte("%PDF-"), PDF},
	{[]byte("PK\x03\x04"), zipType},
	{[]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), compoundType}, // MS-CFB 2.2
	{[]byte("{\\rtf"), RTF},
	{[]byte("\x89PNG"), "image/png"},
	{[]byte("\xff\xd8\xff"), "image/jpeg"},
	{[]byte("GIF8"), "image/gif"},
	{[]byte("\x1f\x8b"), "application/gzip"},
}

// MediaType names the type of a body that is a file and no page, by its
// content; "" for markup and text.
func MediaType(body []byte) string {
	for _, s := range signatures {
		if !bytes.HasPrefix(body, s.magic) {
			continue
		}
		switch s.media {
		case zipType:
			return packageType(body)
		case compoundType:
			return compoundFile(body)
		}
		return s.media
	}
	if at := bytes.Index(body[:min(len(body), maxPDFHead)], []byte("%PDF-")); at > 0 && !bytes.ContainsAny(body[:at], "<{") {
		return PDF // readers look for the mark in the first kilobyte
	}
	return ""
}

// maxPDFHead is where a PDF's first line stands at the latest, in bytes (ISO
// 32000-1, annex H.3.4.1).
const maxPDFHead = 1024

// packageType tells Office's new formats by the parts of the package
// (ECMA-376 part 2), and OFD by its entry (GB/T 33190, 7.1).
func packageType(body []byte) string {
	z, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		return zipType
	}
	for _, f := range z.File {
		name := strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(f.Name, `\`, "/"), "/"))
		switch {
		case name == "ofd.xml":
			return OFD
		case strings.HasPrefix(name, "word/"):
			return DOCX
		case strings.HasPrefix(name, "xl/"):
			return XLSX
		}
	}
	return zipType
}

// compoundFile tells Office's old formats by the name of the stream that holds
// the document (MS-CFB 2.6.1: in UTF-16).
func compoundFile(body []byte) string {
	for _, s := range []struct{ stream, media string }{{"WordDocument", DOC}, {"Workbook", XLS}, {"Book", XLS}} {
		var wide []byte
		for i := range len(s.stream) {
			wide = append(wide, s.stream[i], 0)
		}
		if bytes.Contains(body, append(wide, 0, 0)) {
			return s.media
		}
	}
	return compoundType
}

// errUnread is of a file for which Words are needed and not there, or that no
// reader understands.
var errUnread = errors.New("not read")

// fileBlocks reads a file of a type. Words is what an outside reader said of
// it: of a PDF always, of old files of Office only where they are too old for
// the readers here.
func fileBlocks(body, words []byte, media string) ([]grid.Block, error) {
	if media == PDF {
		if len(words) == 0 {
			return nil, errUnread
		}
		return grid.PDFWords(words)
	}
	if media == htmlType {
		return htmlBlocks(body), nil
	}
	blocks, err := officeBlocks(body, media)
	if err != nil && len(words) > 0 && NeedsWords(media, body) {
		return grid.Text(string(words)), nil
	}
	return blocks, err
}

// fileType is the type of a page's attachment, by its content; said is what its
// answer called it. Office's "save as a page" is markup under a name of Word's.
func fileType(body []byte, said string) string {
	if media := MediaType(body); media != "" {
		return media
	}
	if markups.Match(body[:min(len(body), 4096)]) {
		return htmlType
	}
	return said
}

// htmlBlocks reads an attachment that is markup.
func htmlBlocks(body []byte) []grid.Block {
	var d document
	d.readHTML(charset.Decode(body, "").Text)
	return d.blocks
}

// officeBlocks reads a file of Office.
func officeBlocks(body []byte, media string) ([]grid.Block, error) {
	switch media {
	case DOCX:
		return grid.DOCX(body)
	case XLSX:
		return grid.XLSX(body)
	case DOC:
		return grid.DOC(body)
	case XLS:
		return grid.XLS(body)
	case RTF:
		return grid.RTF(body)
	}
	return nil, errUnread
}

// NeedsWords tells a file of a media type that can be read only by what an
// outside reader says of it.
func NeedsWords(media string, body []byte) bool {
	switch media {
	case PDF:
		return true
	case DOC, XLS, RTF:
		_, err := officeBlocks(body, media)
		return err != nil && !errors.Is(err, grid.ErrProtected)
	}
	return false
}

// readFile reads a page that is a file. Where nothing can be read off it, what
// its link said is all there is.
func readFile(p Page, media string) Report {
	blocks, err := fileBlocks(p.Body, p.Words, media)
	if err != nil {
		return unread(p, media, err)
	}
	d := document{page: p, blocks: blocks}
	d.foldScript()
	r := d.report()
	if parts, ok := readTitle(stem(p.LinkTitle)); r.Kind == NotAReport && ok && parts.year != 0 {
		return unread(p, media, errUnread) // a font that maps to no characters, a cover
	}
	return r
}

// unread is the record of a file that was not read.
func unread(p Page, media string, cause error) Report {
	r := empty(AttachmentOnly)
	if strings.HasPrefix(media, "image/") || errors.Is(cause, grid.ErrNoText) {
		r.Kind = ImageOnly
	}
	r.Title = p.LinkTitle
	d := document{page: p}
	parts, _ := readTitle(stem(p.LinkTitle))
	d.identify(&r, who{titleYear: parts.year, titleAgency: parts.agency})
	return r
}

// stem is a file's name without the extension of a document.
func stem(name string) string {
	if ext := path.Ext(name); documentName.MatchString(ext) {
		return strings.TrimSuffix(name, ext)
	}
	return name
}
