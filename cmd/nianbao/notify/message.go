package notify

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"nianbao/crawler/news"
)

// Message is a night as it is told.
type Message struct {
	ID    string // names it by what it says: the same for every try, channel and process
	Night *news.Night
	Body  []byte // the night as JSON
}

// NewMessage makes a message of a night.
func NewMessage(n *news.Night) (*Message, error) {
	body, err := json.Marshal(n)
	if err != nil {
		return nil, fmt.Errorf("encode summary: %w", err)
	}
	return &Message{ID: identify(body), Night: n, Body: body}, nil
}

// messageOf reads a message back that was kept as JSON.
func messageOf(body []byte) (*Message, error) {
	n := new(news.Night)
	if err := json.Unmarshal(body, n); err != nil {
		return nil, fmt.Errorf("read summary: %w", err)
	}
	if n.Schema != news.Schema {
		return nil, fmt.Errorf("read summary: its schema is %.40q, not %s", n.Schema, news.Schema)
	}
	return &Message{ID: identify(body), Night: n, Body: body}, nil
}

// identify names a message by what it says.
func identify(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:16])
}
