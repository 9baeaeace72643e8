package seeds

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"nianbao/seeds/strict"
)

// Load reads every seed file that the patterns (filepath.Match) name, relative
// to the folder base, in order of pattern and then of name; a file that two
// patterns name is read once. Names and columns are unique over all files. A
// pattern that names no file is refused: it is a misspelt one.
//
// Faults come as strict.Errors, those of the first faulty file only. A file
// that cannot be read gives an Error without a line.
func Load(base string, patterns []string) ([]Portal, error) {
	files, err := Files(base, patterns)
	if err != nil {
		return nil, err
	}
	seen := newRegister()
	var portals []Portal
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			return nil, &Error{File: file, Msg: reason(err)}
		}
		f := strict.Read(file, body)
		seen.file = file
		portals = append(portals, readPortals(f, file, seen)...)
		if err := f.Err(); err != nil {
			return nil, err
		}
	}
	return portals, nil
}

// Files lists the files that the patterns name, as Load reads them, each once.
func Files(base string, patterns []string) ([]string, error) {
	if len(patterns) == 0 {
		return nil, &Error{Key: "seeds", Msg: "no seed file is named"}
	}
	var files []string
	for _, pattern := range patterns {
		full := pattern
		if !filepath.IsAbs(full) {
			full = filepath.Join(literal(base), pattern)
		}
		found, err := filepath.Glob(full)
		if err != nil {
			return nil, &Error{Key: "seeds", Msg: fmt.Sprintf("%q is not a pattern", pattern)}
		}
		if len(found) == 0 {
			return nil, &Error{Key: "seeds", Msg: fmt.Sprintf("no file matches %s", full)}
		}
		for _, file := range found {
			if !slices.Contains(files, file) {
				files = append(files, file)
			}
		}
	}
	return files, nil
}

// literal keeps a folder's own brackets and stars from being read as a
// pattern. On Windows there is no escape, and stars cannot stand in names.
func literal(folder string) string {
	if filepath.Separator == '\\' {
		return folder
	}
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(folder)
}

// reason is what the system said, without the path the Error names already.
func reason(err error) string {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err.Error()
	}
	return err.Error()
}
