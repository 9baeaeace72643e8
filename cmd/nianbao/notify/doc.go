// Package notify tells people what a run brought: a webhook by its JSON, a
// mailbox by a text in English or Chinese.
//
// A channel is one way of telling. A message that does not get through is tried
// again, after twice as long each time, and then given up: nobody waits for it,
// and a run does not fail for it. What a message quotes was written by others:
// it is clipped, and stands on lines of its own.
package notify
