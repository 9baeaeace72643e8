package frontier

import (
	"encoding/json"
	"fmt"
)

// The first byte of every record says how the rest is written. State can be
// rebuilt, so an unknown version is an error and not a migration.
const recordVersion = 1

// encode writes a record: the version byte, then JSON with short keys.
func encode(v any) ([]byte, error) {
	body, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("encode frontier record: %w", err)
	}
	return append([]byte{recordVersion}, body...), nil
}

// decode reads what encode wrote into v.
func decode(b []byte, v any) error {
	if len(b) == 0 {
		return fmt.Errorf("decode frontier record: it is empty")
	}
	if b[0] != recordVersion {
		return fmt.Errorf("decode frontier record: version %d is not known", b[0])
	}
	if err := json.Unmarshal(b[1:], v); err != nil {
		return fmt.Errorf("decode frontier record: %w", err)
	}
	return nil
}
