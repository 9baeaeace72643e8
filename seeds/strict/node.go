package strict

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// Node is one value of a file with the place where its key, or the list item
// it is, stands. The zero Node is absent: it reads as zero values and notes no
// faults.
type Node struct {
	file         *File
	key          string
	value        ast.Node
	line, column int
}

// Absent tells whether there is no such value.
func (n Node) Absent() bool { return n.value == nil }

// Line is where the value's key stands, from 1; 0 for an absent node.
func (n Node) Line() int { return n.line }

// Key is the path of the value, such as politeness.delay.
func (n Node) Key() string { return n.key }

// Fail notes a fault at the node. On an absent node it does nothing.
func (n Node) Fail(format string, args ...any) {
	if n.file != nil {
		n.file.add(n.line, n.column, n.key, fmt.Sprintf(format, args...))
	}
}

// Map reads the node as a mapping of the given keys. Any other key is a fault.
func (n Node) Map(known ...string) Map {
	m := Map{node: n, fields: map[string]Node{}}
	if n.Absent() {
		return m
	}
	var pairs []*ast.MappingValueNode
	switch v := n.value.(type) {
	case *ast.MappingNode:
		pairs = v.Values
	case *ast.MappingValueNode:
		pairs = []*ast.MappingValueNode{v}
	default:
		n.Fail("must be a mapping of keys, is %s", describe(n.value))
		return Map{}
	}
	for _, pair := range pairs {
		name := pair.Key.GetToken().Value
		line, column := place(pair)
		field := Node{file: n.file, key: joinKey(n.key, name), value: pair.Value, line: line, column: column}
		if _, plain := pair.Key.(*ast.StringNode); !plain || !slices.Contains(known, name) {
			field.Fail("unknown key; known here: %s", strings.Join(known, ", "))
			continue
		}
		m.fields[name] = field
	}
	return m
}

// List reads the node as a sequence.
func (n Node) List() []Node {
	if n.Absent() {
		return nil
	}
	list, ok := n.value.(*ast.SequenceNode)
	if !ok {
		n.Fail("must be a list, is %s", describe(n.value))
		return nil
	}
	items := make([]Node, len(list.Values))
	for i, v := range list.Values {
		line, column := place(v)
		items[i] = Node{file: n.file, key: n.key + "[" + strconv.Itoa(i) + "]", value: v, line: line, column: column}
	}
	return items
}

// Text reads the node as text; ok is false for an absent node and after a
// fault.
func (n Node) Text() (text string, ok bool) {
	switch v := n.value.(type) {
	case nil:
		return "", false
	case *ast.StringNode:
		return v.Value, true
	case *ast.LiteralNode:
		return v.Value.Value, true
	default:
		n.Fail("must be text, is %s%s", describe(v), quoteHint(v))
		return "", false
	}
}

// Int reads the node as a whole number; ok as for Text.
func (n Node) Int() (number int64, ok bool) {
	switch v := n.value.(type) {
	case nil:
		return 0, false
	case *ast.IntegerNode:
		number, err := strconv.ParseInt(fmt.Sprint(v.Value), 10, 64)
		if err == nil {
			return number, true
		}
	}
	n.Fail("must be a whole number, is %s", describe(n.value))
	return 0, false
}

// Map is a mapping with its known keys.
type Map struct {
	node   Node
	fields map[string]Node
}

// Get returns the value of a key, absent where the mapping lacks it.
func (m Map) Get(name string) Node { return m.fields[name] }

// Need is Get, and a fault at the mapping where the key is missing.
func (m Map) Need(name string) Node {
	field, found := m.fields[name]
	if !found && !m.node.Absent() {
		missing := m.node
		missing.key = joinKey(m.node.key, name)
		missing.Fail("is missing")
	}
	return field
}

func joinKey(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}
