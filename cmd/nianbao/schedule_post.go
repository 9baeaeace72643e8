package main

import (
	"nianbao/cmd/nianbao/notify"
)

// outboxSuffix makes the name of the folder with messages that did not get
// through yet out of that of the archive, which it stands beside.
const outboxSuffix = ".outbox"

// hirePostmen makes those who tell people: one for each way.
func (s *scheduler) hirePostmen() {
	for _, name := range notify.Names() {
		s.postmen = append(s.postmen, &notify.Postman{
			Name: name,
			Ways: func() (notify.Outbox, notify.Channel) {
				o := s.orders()
				return notify.Outbox{Folder: o.config.Archive + outboxSuffix, Log: s.log}, o.channel(name)
			},
			Told: func(m *notify.Message, err error) { s.toldBy(name, m, err) },
		})
	}
}

// toldBy logs and counts how telling somebody went.
func (s *scheduler) toldBy(channel string, m *notify.Message, err error) {
	switch {
	case m == nil:
		s.log.Error("outbox", "channel", channel, "error", err)
	case err != nil:
		s.metrics.Told(channel, err)
		s.log.Error("not told, tried again later", "run", m.Night.Run, "delivery", m.ID, "error", err)
	default:
		s.metrics.Told(channel, nil)
		s.log.Info("told", "run", m.Night.Run, "channel", channel, "delivery", m.ID)
	}
}
