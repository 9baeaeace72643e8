package extract_test

// gaps are what the parser is known not to read yet, by rendering. They are
// not drawn; whoever closes one deletes its line, and the test holds it closed.
var gaps = []gap{
	{"spaced", "review_litigation", "a header line over 40 characters with the spaces that align it"},
	{"spaced", "disclosure", "a header line over 40 characters with the spaces that align it"},
	{"spaced", "statistics", "one number behind a label with 、 or ： in it"},
	{"spaced", "annotations", "a label of more than 80 characters, annotations counted"},
	{"spaced", "neighbours", "tables with only a blank line between them"},
}

type gap struct{ way, what, why string }

// avoids tells whether a rendering must not show something yet.
func avoids(way, what string) bool {
	for _, g := range gaps {
		if (g.way == way || g.way == "") && g.what == what {
			return true
		}
	}
	return false
}
