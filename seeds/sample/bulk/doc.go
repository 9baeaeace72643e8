// Package bulk makes many pages of made-up portals, for measuring: as many as
// wanted, each a pure function of its number, so that a hundred thousand of
// them need no memory and no disk.
//
// Each portal has chrome of its own (style, scripts, menus, friend links) that
// is the same on all its pages but for what changes on real ones: the date,
// hit counts, session tokens, the side bars with the latest and the most read,
// the neighbours of an article. Bodies are the sample's renderings with figures
// of their own and a narrative of as many bits as real ones have (a real report
// of 7 KB of text is 3.1 KB under gzip, and 2.1 KB beside another).
//
// Nothing here is a page anybody must read right; for that there is sample.
package bulk
