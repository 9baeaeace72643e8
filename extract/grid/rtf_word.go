package grid

// charsets are the code pages of fonts by \fcharset; those not here are of one
// byte a character, and near enough to the document's.
var charsets = map[int]int{0: 1252, 134: 936, 136: 950}

// rtfQuiet are destinations whose text is not the document's.
var rtfQuiet = map[string]bool{
	"colortbl": true, "stylesheet": true, "info": true, "pict": true, "header": true, "headerl": true, "headerr": true, "headerf": true,
	"footer": true, "footerl": true, "footerr": true, "footerf": true, "footnote": true, "annotation": true, "fldinst": true, "object": true,
	"listtext": false, "nonesttables": true, "xe": true, "tc": true, "listtable": true, "listoverridetable": true, "themedata": true,
	"shppict": true, "nonshppict": true, "datastore": true, "latentstyles": true, "filetbl": true, "revtbl": true, "bkmkstart": true, "bkmkend": true,
}

// rtfOwn are destinations behind \* whose text is the document's.
var rtfOwn = map[string]bool{"nesttableprops": true, "shpinst": true, "shptxt": true}

// word takes a control word in.
func (r *rtfReader) word(word string, n int, given bool) error {
	if word == "u" && given {
		r.unicode(n)
		return nil
	}
	r.settle()
	r.left = 0
	star := r.opened
	r.opened = false
	if quiet, known := rtfQuiet[word]; known || star && !rtfOwn[word] {
		r.state.quiet = r.state.quiet || quiet || !known
		return nil
	}
	if r.font(word, n) || r.edge(word, n) {
		return nil
	}
	return r.flowWord(word, n, given)
}

// font reads the words of the table of fonts, and of code pages.
func (r *rtfReader) font(word string, n int) bool {
	switch word {
	case "fonttbl":
		r.state.fonts, r.state.quiet = true, true
	case "f":
		r.state.font = n
		if !r.state.fonts {
			r.state.page = r.fonts[n]
		}
	case "fcharset":
		if page, known := charsets[n]; r.state.fonts && known && len(r.fonts) < maxRTFFonts {
			r.fonts[r.state.font] = page
		}
	case "ansicpg":
		r.page = n
	case "uc":
		r.state.skip = max(0, n)
	case "plain":
		r.state.gone, r.state.page = false, 0
	default:
		return false
	}
	return true
}

// edge reads the words that cut a row into cells.
func (r *rtfReader) edge(word string, n int) bool {
	if r.state.nested {
		return false
	}
	switch word {
	case "trowd":
		r.row, r.merge = docRow{}, docCell{}
	case "trleft":
		r.row.left = n
	case "clmgf":
	case "clmrg":
		r.merge.left = true
	case "clvmgf":
		r.merge.merge = begins
	case "clvmrg":
		r.merge.merge = goesOn
	case "cellx":
		r.merge.right = n
		if len(r.row.cells) < maxRTFCells {
			r.row.cells = append(r.row.cells, r.merge)
		}
		r.merge = docCell{}
	default:
		return false
	}
	return true
}

// flowWord reads the words that end lines, cells and rows, and those that
// stand for a character.
func (r *rtfReader) flowWord(word string, n int, given bool) error {
	if r.state.quiet {
		return nil
	}
	switch word {
	case "par", "page", "sect":
		return r.paragraph()
	case "line":
		r.flow.line()
	case "pard":
		r.state.inTable, r.state.nested = false, false
	case "intbl":
		r.state.inTable = true
	case "itap":
		r.state.nested = n > 1
		r.state.inTable = r.state.inTable || n > 0
	case "cell":
		r.flow.line()
		r.flow.cell()
	case "nestcell", "nestrow":
		r.flow.line()
	case "row":
		row := r.row
		return r.flow.row(&row)
	case "v", "deleted":
		r.state.gone = !given || n != 0
	default:
		if c, known := rtfChars[word]; known {
			r.char(c)
		}
	}
	return nil
}

// paragraph ends a line; outside of a table, what came before stands there.
func (r *rtfReader) paragraph() error {
	if r.state.quiet {
		return nil
	}
	r.flow.line()
	if r.state.inTable {
		r.flow.inside = true
		return nil
	}
	return r.flow.leave()
}

// rtfChars are words that stand for a character.
var rtfChars = map[string]rune{
	"tab": '\t', "emdash": '—', "endash": '–', "lquote": '‘', "rquote": '’', "ldblquote": '“', "rdblquote": '”', "bullet": '•',
	"emspace": ' ', "enspace": ' ',
}
