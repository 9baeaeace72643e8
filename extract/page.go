package extract

// Page is what one answer brought: its bytes, and what was known of it from
// where its link stood. Only Body is needed; every other field is a hint that
// is used where the document itself is silent.
type Page struct {
	Body      []byte
	MediaType string // of Content-Type, without parameters; "" if unknown
	Charset   string // charset parameter of Content-Type; a claim, not a fact
	URL       string // canonical; for dates in it and for attachment links
	Agency    string // named by the seed: goes before everything printed
	Year      int    // named by the user; 0 if not
	LinkTitle string // what the list page called it
	LinkDate  string // date beside the link, YYYY-MM-DD
	Explain   bool   // say of each cell where it was read (Report.Origins)

	// Words is what a reader outside the program said of a body that is a
	// file: of a PDF the word boxes of "pdftotext -bbox-layout", of an old
	// Word or Excel file its text. Nil where none was run.
	Words []byte

	// Files are the page's attachments that were fetched; where the page lacks
	// tables or narrative, theirs are taken.
	Files []File
}

// File is an attachment of a page that was fetched.
type File struct {
	URL       string // as the page's Attachment has it
	Name      string // as its answer names it; "" keeps the link's
	MediaType string // of Content-Type; where Body is a file, its content decides
	SHA256    string // in hex
	Body      []byte
	Words     []byte // as those of a Page
}
