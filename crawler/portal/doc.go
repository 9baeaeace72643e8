// Package portal reads what a list page of a government portal links to.
//
// A family is a kind of content system with its own way to list and page; a
// listing is what one list page yields: its entries, each with a verdict on
// its title, its sub-columns and its next pages. Readers are small, pure and
// kept in a table: a fingerprint, then links, then paging.
package portal
