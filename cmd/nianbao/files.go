package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"nianbao/crawler/intake"
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

// typeNames names the types of files, by extension and in order: what a user is
// told that can be given.
func typeNames(types ...map[string]string) string {
	var names []string
	for _, t := range types {
		names = slices.AppendSeq(names, maps.Keys(t))
	}
	slices.Sort(names)
	return strings.Join(slices.Compact(names), ", ")
}

// later are types the program knows and does not read there.
var later = map[string]string{
	".warc": "WARC", ".gz": "gzip", ".mht": "MHTML", ".mhtml": "MHTML",
}

// maxFile is the largest file that is read, in bytes: as large as the largest
// page a crawl keeps by default.
const maxFile = 20 << 20

// recorded are types of files that hold recorded pages: import reads them.
var recorded = map[string]string{
	".warc": mediaWARC, ".warc.gz": mediaWARC, ".mht": intake.MHTML, ".mhtml": intake.MHTML,
}

const mediaWARC = "application/warc"

// file is one file found below a path.
type file struct {
	path  string // where it is
	name  string // below the path given, with slashes
	media string
	size  int64
}

// unreadable is a file that was named or found and cannot be read.
type unreadable struct {
	path  string
	err   error
	found bool   // in a folder, not named
	pass  string // it is not meant to be read: why, in a word
}

// finder lists files by type.
type finder struct {
	types []map[string]string
	files []file
	bad   []unreadable
}

// findFiles lists what is to be read below paths, in order of name: readable
// files, and those of more types. Files of other types in a folder are listed
// too: they are told, not passed over in silence.
func findFiles(paths []string, more ...map[string]string) (files []file, bad []unreadable) {
	f := finder{types: append(more, readable)}
	for _, root := range paths {
		info, err := os.Stat(root)
		switch {
		case err != nil:
			f.bad = append(f.bad, unreadable{path: root, err: plainly(err)})
		case info.IsDir():
			f.walk(root)
		default:
			if err := f.add(root, filepath.Base(root), info); err != nil {
				f.bad = append(f.bad, unreadable{path: root, err: err})
			}
		}
	}
	return f.files, f.bad
}

// walk lists a folder. Hidden files and folders are left out, and the folders
// browsers put beside a saved page for its pictures. Links to files are
// followed, links to folders are not: they may lead round.
func (f *finder) walk(root string) {
	// a root that is a link itself was named, and is followed
	err := filepath.WalkDir(root+string(filepath.Separator), func(path string, d fs.DirEntry, err error) error {
		rel, relErr := filepath.Rel(root, path)
		switch {
		case err != nil:
			f.bad = append(f.bad, unreadable{path: path, err: plainly(err), found: true})
			return nil
		case relErr != nil:
			return relErr
		case rel == ".":
			return nil
		case strings.HasPrefix(d.Name(), "."):
			return skipFolder(d)
		case d.IsDir() && besidePage(path):
			f.bad = append(f.bad, unreadable{path: path, err: errors.New("the files of the saved page beside it"), found: true, pass: "folders of saved pages' files"})
			return fs.SkipDir
		case d.IsDir():
			return nil
		}
		info, err := os.Stat(path)
		if err == nil {
			err = f.add(path, filepath.ToSlash(rel), info)
		}
		if err != nil {
			f.bad = append(f.bad, unreadable{path: path, err: plainly(err), found: true, pass: passing(err)})
		}
		return nil
	})
	if err != nil {
		f.bad = append(f.bad, unreadable{path: root, err: plainly(err)})
	}
}

func skipFolder(d fs.DirEntry) error {
	if d.IsDir() {
		return fs.SkipDir
	}
	return nil
}

// besidePage tells the folder a browser makes for a saved page's pictures: the
// page's name and an ending that every language has its own word in.
func besidePage(folder string) bool {
	for _, ending := range []string{"_files", ".files", "-Dateien", "_fichiers", "_archivos", "_file"} {
		page, ok := strings.CutSuffix(folder, ending)
		if !ok {
			continue
		}
		for ext, media := range readable {
			if !strings.HasSuffix(media, "html") && media != "application/xhtml+xml" {
				continue
			}
			if _, err := os.Stat(page + ext); err == nil {
				return true
			}
		}
	}
	return false
}

// notMeant is why a file is not meant to be read at all.
type notMeant struct {
	kind string // of files, in a word or two
	err  error
}

func (n notMeant) Error() string { return n.err.Error() }

// passing is what notMeant says; "" for another error.
func passing(err error) string {
	var n notMeant
	if errors.As(err, &n) {
		return n.kind
	}
	return ""
}

// add lists a file, or says why not.
func (f *finder) add(path, name string, info fs.FileInfo) error {
	switch {
	case info.IsDir():
		return notMeant{"links to folders", errors.New("a link to a folder; give the folder itself")}
	case !info.Mode().IsRegular():
		return notMeant{"pipes and devices", errors.New("not a file")}
	}
	found, err := fileAt(path, name, f.types...)
	if err != nil {
		return err
	}
	if info.Size() == 0 {
		return notMeant{"empty files", errors.New("the file is empty")}
	}
	found.size = info.Size()
	f.files = append(f.files, found)
	return nil
}

// fileAt tells the type of a file by its extension.
func fileAt(path, name string, types ...map[string]string) (file, error) {
	base := strings.ToLower(filepath.Base(path))
	ext := filepath.Ext(base)
	long := filepath.Ext(strings.TrimSuffix(base, ext)) + ext // .warc.gz
	types = append(types, readable)
	for _, known := range types {
		for _, ext := range []string{long, ext} {
			if media, ok := known[ext]; ok {
				return file{path: path, name: name, media: media}, nil
			}
		}
	}
	if kind, known := later[ext]; known {
		return file{}, notMeant{kind + " files", fmt.Errorf("%s files are not read here; give the page as one of %s", kind, typeNames(readable))}
	}
	kind := "files of type " + ext + ", which is not read"
	if ext == "" {
		kind = "files without an extension"
	}
	return file{}, notMeant{kind, fmt.Errorf("type %q is not read; give one of %s", ext, typeNames(types...))}
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
