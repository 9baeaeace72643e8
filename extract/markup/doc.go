// Package markup reads HTML into a tree: an element, a text, a comment is a node
// of golang.org/x/net/html, and the tree is exactly that of html.Parse.
//
// A page is read in one pass over its text, without copying it. Where a page is
// so broken that its nodes have to be moved about (text between the rows of a
// table, bold text that begins in one paragraph and ends in another), or has
// what is left to html.Parse (frames, templates, SVG), html.Parse reads the whole of
// it. So the package never differs from it; it is only sooner ready.
package markup
