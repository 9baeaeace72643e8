// Package charset turns the bytes of a page into text.
//
// Labels lie and are often missing, so a label is a candidate and the bytes
// decide: a byte-order mark, then the declared charset if the bytes validate
// under it, then meta, then UTF-8, then GB18030 (which is what every gb* label
// means here).
package charset
