package config

import (
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

const example = "../../../config.example.yaml"

func TestExampleDocumentsEveryKeyWithItsDefault(t *testing.T) {
	c, err := Load(example)
	if err != nil {
		t.Fatal(err)
	}
	want := Default()
	want.Archive, want.File, want.Folder = c.Archive, c.File, c.Folder
	if c.Politeness.Window.String() != "22:00-07:00" {
		t.Errorf("window %q", c.Politeness.Window)
	}
	c.Politeness.Window = want.Politeness.Window
	if diff := compare(want, c); diff != "" {
		t.Errorf("example (-default +example):\n%s", diff)
	}
	if err := c.CheckContact(); err == nil {
		t.Error("the example's user agent must be refused until somebody puts a contact in")
	}
	// Every field of Config has its key in the file but the groups, whose own
	// fields count, and File, Folder and lines.
	leaves := reflect.TypeFor[Config]().NumField() - 3
	for _, part := range []reflect.Type{
		reflect.TypeFor[Politeness](), reflect.TypeFor[Limits](), reflect.TypeFor[Network](),
		reflect.TypeFor[Notify](), reflect.TypeFor[Webhook](), reflect.TypeFor[Email](),
	} {
		leaves += part.NumField() - 1
	}
	keys := 0
	for key := range c.lines {
		if !strings.Contains(key, "[") {
			keys++
		}
	}
	if keys != leaves {
		t.Errorf("the example sets %d keys, a config has %d", keys, leaves)
	}
}

func TestExampleCommentsEveryGroup(t *testing.T) {
	body, err := os.ReadFile(example)
	if err != nil {
		t.Fatal(err)
	}
	// timezone belongs to window, whose comment explains both.
	uncommented := regexp.MustCompile(`(?m)^\n([a-z_]+: )`)
	if at := uncommented.FindStringSubmatch(string(body)); at != nil {
		t.Errorf("%q has no comment", at[1])
	}
}
