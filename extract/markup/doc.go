// Package markup reads HTML into a tree: an element, a text, a comment is a node
// of golang.org/x/net/html, and the tree is exactly that of html.Parse.
//
// A page is read in one pass over its text, which the tree shares, by the rules of
// the HTML standard. What hardly any page has (frames, templates, formulas, a NUL)
// makes a page odd: then html.Parse reads the whole of it, so that the package
// never differs from it and is only sooner ready.
package markup
