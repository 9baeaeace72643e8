// Package families serves portals as the content systems do that Chinese
// governments publish with: one for each family of lists, and for each again
// one that is broken in a way real ones are. It is an add-on of the sample
// portal, which stays as small as the demo needs it.
//
// A family is a content system: its shell page, its endpoint with what that
// demands and ignores, its addresses and its body container. A portal is one
// of them on a host of its own: a front page with menus that lead to the
// column, the column, the reports, and traps beside them. Its truth says which
// reports must be found; the server's journal judges how that was done.
//
// It is written as the authors of those systems would, not as a reader of them
// needs it, and imports nothing that reads. Every name of a place or body is
// fictional.
package families
