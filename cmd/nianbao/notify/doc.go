// Package notify tells people what a run brought: a webhook by its JSON, a
// mailbox by a text in English or Chinese.
//
// A message is a night as it is told, a channel one way of telling, the outbox
// where messages wait, the postman who takes them from there. A message that does
// not get through is tried again, after twice as long each time, then every few
// hours and by the next program, and after a week given up: nobody waits for it,
// and a run does not fail for it. What a message quotes was written by others:
// it is clipped, and stands on lines of its own.
package notify
