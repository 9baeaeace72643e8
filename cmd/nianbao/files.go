package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"nianbao/extract"
)

// readable are the types of files that are read, by extension. What a file is
// read as, its content decides.
var readable = map[string]string{
	".html": "text/html", ".htm": "text/html", ".shtml": "text/html", ".xhtml": "application/xhtml+xml",
	".docx": extract.DOCX, ".xlsx": extract.XLSX, ".pdf": extract.PDF, ".doc": extract.DOC, ".wps": extract.DOC,
	".rtf": extract.RTF, ".xls": extract.XLS, ".et": extract.XLS,
	".txt": "text/plain", ".text": "text/plain", ".md": "text/markdown", ".markdown": "text/markdown",
}

// later are types the program knows and does not read yet.
var later = map[string]string{
	".warc": "WARC", ".gz": "gzip",
}

// maxFile is the largest file that is read, in bytes: as large as the largest
// page a crawl keeps by default.
const maxFile = 20 << 20

// file is one file found below a path.
type file struct {
	path  string // where it is
	name  string // below the path given, with slashes
	media string
}

// unreadable is a file that was named or found and cannot be read.
type unreadable struct {
	path  string
	err   error
	found bool // in a folder, not named
}

// findFiles lists what is to be read below paths, in order of name. Files of
// other types in a folder are listed too: they are told, not passed over in
// silence.
func findFiles(paths []string) (files []file, bad []unreadable) {
	for _, root := range paths {
		info, err := os.Stat(root)
		if err != nil {
			bad = append(bad, unreadable{path: root, err: plainly(err)})
			continue
		}
		if !info.IsDir() {
			if f, err := fileAt(root, filepath.Base(root)); err != nil {
				bad = append(bad, unreadable{path: root, err: err})
			} else {
				files = append(files, f)
			}
			continue
		}
		err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				bad = append(bad, unreadable{path: path, err: plainly(err), found: true})
				return nil
			}
			if d.IsDir() || strings.HasPrefix(d.Name(), ".") {
				return nil
			}
			rel, err := filepath.Rel(root, path)
			if err != nil {
				return err
			}
			f, err := fileAt(path, filepath.ToSlash(rel))
			if err != nil {
				bad = append(bad, unreadable{path: path, err: err, found: true})
				return nil
			}
			files = append(files, f)
			return nil
		})
		if err != nil {
			bad = append(bad, unreadable{path: root, err: plainly(err)})
		}
	}
	return files, bad
}

// fileAt tells the type of a file by its extension.
func fileAt(path, name string) (file, error) {
	ext := strings.ToLower(filepath.Ext(path))
	media, ok := readable[ext]
	if ok {
		return file{path, name, media}, nil
	}
	if kind, known := later[ext]; known {
		return file{}, fmt.Errorf("%s files are not read by this version; give the page as .html, .pdf, .docx, .txt or .md", kind)
	}
	return file{}, fmt.Errorf("type %q is not read; give .html, .htm, .pdf, .docx, .doc, .txt or .md", ext)
}

// readFile reads a file that is not too large.
func readFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, plainly(err)
	}
	defer f.Close()
	return readLimited(f)
}

func readLimited(r io.Reader) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	if err != nil {
		return nil, plainly(err)
	}
	if len(body) > maxFile {
		return nil, fmt.Errorf("larger than %d MiB", maxFile>>20)
	}
	return body, nil
}

// plainly takes the operation and the path off a system's error: the caller
// says both.
func plainly(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}
