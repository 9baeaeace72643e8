package grid

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"path"
	"strings"
)

// wordParts are the parts of a package that are read; all but the document
// may be missing.
type wordParts struct {
	document, styles, numbering []byte
}

// readPackage finds the main part by the package's relationships, which some
// writers point elsewhere than word/document.xml, and inflates what is read.
func readPackage(body []byte) (wordParts, error) {
	p, err := openPackage(body)
	if err != nil {
		return wordParts{}, err
	}
	main := p.related("", "officedocument", "word/document.xml")
	var parts wordParts
	if parts.document, err = p.read(main); err != nil {
		return wordParts{}, err
	}
	if parts.styles, err = p.optional(p.related(main, "styles", "word/styles.xml")); err != nil {
		return wordParts{}, err
	}
	parts.numbering, err = p.optional(p.related(main, "numbering", "word/numbering.xml"))
	return parts, err
}

// openPackage lists the parts of a package (ECMA-376 part 2).
func openPackage(body []byte) (*officePackage, error) {
	archive, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		return nil, fmt.Errorf("open package: %w: %w", ErrOffice, err)
	}
	if len(archive.File) > maxParts {
		return nil, fmt.Errorf("open package: %d parts: %w", len(archive.File), ErrTooLarge)
	}
	p := &officePackage{files: map[string]*zip.File{}, left: maxPackage}
	for _, f := range archive.File {
		name := strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(f.Name, `\`, "/"), "/"))
		if _, twice := p.files[name]; !twice {
			p.files[name] = f
		}
	}
	return p, nil
}

// officePackage is an archive being read, with what is left of its budget.
type officePackage struct {
	files map[string]*zip.File // by name in lower case: part names ignore case (ECMA-376 part 2, 6.2.2)
	left  int64                // bytes that may still be inflated
}

func (p *officePackage) optional(name string) ([]byte, error) {
	if p.files[name] == nil {
		return nil, nil
	}
	return p.read(name)
}

// read inflates one part. The size an entry claims is not believed.
func (p *officePackage) read(name string) ([]byte, error) {
	f := p.files[name]
	if f == nil {
		return nil, fmt.Errorf("read part %q: not there: %w", name, ErrOffice)
	}
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("read part %q: %w: %w", name, ErrOffice, err)
	}
	defer r.Close()
	data, err := io.ReadAll(io.LimitReader(r, p.left+1))
	if int64(len(data)) > p.left {
		return nil, fmt.Errorf("read part %q: %w", name, ErrTooLarge)
	}
	if err != nil {
		return nil, fmt.Errorf("read part %q: %w: %w", name, ErrOffice, err)
	}
	p.left -= int64(len(data))
	if longTag(data) {
		return nil, fmt.Errorf("read part %q: tag too long: %w", name, ErrTooLarge)
	}
	return bytes.ToValidUTF8(data, []byte("\uFFFD")), nil
}

// longTag tells a part with a tag that would cost its reader too much memory.
func longTag(data []byte) bool {
	for {
		open := bytes.IndexByte(data, '<')
		if open < 0 {
			return false
		}
		data = data[open:]
		end := bytes.IndexByte(data, '>')
		if end < 0 {
			return len(data) > maxTag
		}
		if end > maxTag {
			return true
		}
		data = data[end:]
	}
}

// related is the name of the part that another one points to by a kind of
// relationship; "" as source is the package itself. Where nothing does it is
// the usual name.
func (p *officePackage) related(source, kind, usual string) string {
	for _, r := range p.relations(source) {
		if r.kind == kind {
			return r.part
		}
	}
	return usual
}

// relation is a pointer from one part to another one that is there.
type relation struct{ id, kind, part string }

// relations are those of a part; "" as source is the package itself. A package
// that cannot be read has none.
func (p *officePackage) relations(source string) (out []relation) {
	rels := path.Join(path.Dir(source), "_rels", path.Base(source)+".rels")
	if source == "" {
		rels = "_rels/.rels"
	}
	data, err := p.optional(rels)
	if err != nil {
		return nil
	}
	var all struct {
		Relationships []struct {
			ID     string `xml:"Id,attr"`
			Type   string `xml:"Type,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	if xml.Unmarshal(data, &all) != nil {
		return nil
	}
	for _, r := range all.Relationships {
		target := strings.ToLower(r.Target)
		if !strings.HasPrefix(target, "/") {
			target = path.Join("/", path.Dir(source), target)
		}
		if target = strings.TrimPrefix(path.Clean(target), "/"); p.files[target] != nil {
			out = append(out, relation{r.ID, strings.ToLower(path.Base(r.Type)), target})
		}
	}
	return out
}
