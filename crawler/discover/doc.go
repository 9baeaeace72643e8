// Package discover finds the columns of annual reports from a portal's front
// page.
//
// A search is best-first: a lead is a link with what its name and address
// promise (a table in words.go), the best one is asked next. A candidate is a
// page that may be a column; evidence is what proves it: links on it, on its
// endpoint, in its frame or in a sub-column that the title of an annual report
// stands on. Without evidence nothing is proposed.
//
// The search is pure: it is given pages and says which to ask next. It makes no
// request and knows no clock; crawler.Visitor does and does.
package discover
