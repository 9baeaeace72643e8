package charset

import (
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// Names this package decides on itself.
const (
	utf8Name    = "utf-8"
	gbName      = "gb18030"
	big5Name    = "big5"
	utf16LEName = "utf-16le"
	utf16BEName = "utf-16be"
)

// class says how far a label can be held against the bytes.
type class uint8

const (
	none       class = iota // no label, or one nobody knows
	utf8Class               // validated by counting
	gbClass                 // validated by counting
	utf16Class              // never ASCII-compatible: needs bytes that look it
	multiByte               // Big5, EUC-KR, Shift_JIS…: validated by decoding
	singleByte              // every byte means something: proves nothing
)

// label is a claim about the charset of a page.
type label struct {
	class    class
	name     string
	encoding encoding.Encoding
}

// lookup resolves a label by the WHATWG Encoding Standard (section 4.2), but
// for the Chinese ones: gb2312, gbk, gb18030, hz and their aliases all mean
// GB18030 here, which holds them all (hz pages are in practice GBK ones).
func lookup(s string) label {
	s = strings.ToLower(strings.Trim(s, " \t\r\n\f\"';"))
	if s == "" {
		return label{}
	}
	if isGB(s) {
		return label{gbClass, gbName, simplifiedchinese.GB18030}
	}
	if s == "utf8mb4" || s == "utf_8" {
		s = utf8Name
	}
	enc, err := htmlindex.Get(s)
	if err != nil {
		return label{}
	}
	name, err := htmlindex.Name(enc)
	if err != nil {
		return label{}
	}
	return label{classOf(name), name, enc}
}

// isGB reports whether s, in lower case, is one of the names of the GB family.
func isGB(s string) bool {
	switch s {
	case "chinese", "csgb2312", "csiso58gb231280", "iso-ir-58", "x-gbk", "x-gb18030",
		"euc-cn", "euccn", "x-euc-cn", "hz", "hz-gb-2312", "cp936", "ms936", "936", "windows-936":
		return true
	}
	return strings.HasPrefix(s, "gb")
}

// classOf classes the canonical names of the Encoding Standard.
func classOf(name string) class {
	switch name {
	case utf8Name:
		return utf8Class
	case gbName, "gbk":
		return gbClass
	case utf16LEName, utf16BEName:
		return utf16Class
	case big5Name, "euc-kr", "euc-jp", "shift_jis":
		return multiByte
	case "iso-2022-jp", "replacement", "x-user-defined":
		return none // state-switching or deliberately empty: no page here is in one
	}
	return singleByte
}
