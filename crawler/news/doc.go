// Package news says what a run brought, for people who were asleep.
//
// A Night is the account of one run: which reports are new, changed or gone,
// which columns moved, which portals decline or fail, which fields are found
// less often than before, and what room is left. It is made of the run's
// summary and of what the archive holds after it; a few notes are kept in the
// archive to compare the next run with.
//
// Nothing is asked over the network here, and nobody is told.
package news
