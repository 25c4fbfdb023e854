import { type Exercise, goCheck } from './exercise.ts';

const goMod = 'module example.org/exercise\n\ngo 1.21\n';

const queue: Exercise = {
  name: 'queue',
  needs: 'go',
  task: 'Pop in queue.go panics on an empty queue. Let it return the value and whether there was one, as queue_test.go uses it.',
  files: {
    'go.mod': goMod,
    'queue.go': `package exercise

// Queue gives back first what was put in first.
type Queue struct {
	values []int
}

// Push adds a value at the end.
func (q *Queue) Push(value int) {
	q.values = append(q.values, value)
}

// Pop takes the first value.
func (q *Queue) Pop() int {
	value := q.values[0]
	q.values = q.values[1:]
	return value
}
`,
    'queue_test.go': `package exercise

import "testing"

func TestOrder(t *testing.T) {
	var q Queue
	q.Push(1)
	q.Push(2)
	if value, ok := q.Pop(); !ok || value != 1 {
		t.Fatalf("got %d, %v", value, ok)
	}
}

func TestEmpty(t *testing.T) {
	var q Queue
	if _, ok := q.Pop(); ok {
		t.Fatal("an empty queue gave a value")
	}
}
`,
  },
  right: {
    'queue.go': `package exercise

// Queue gives back first what was put in first.
type Queue struct {
	values []int
}

// Push adds a value at the end.
func (q *Queue) Push(value int) {
	q.values = append(q.values, value)
}

// Pop takes the first value, and tells whether there was one.
func (q *Queue) Pop() (int, bool) {
	if len(q.values) == 0 {
		return 0, false
	}
	value := q.values[0]
	q.values = q.values[1:]
	return value, true
}
`,
  },
  wrong: {
    'queue.go': `package exercise

// Queue gives back first what was put in first.
type Queue struct {
	values []int
}

// Push adds a value at the end.
func (q *Queue) Push(value int) {
	q.values = append(q.values, value)
}

// Pop takes the first value, and tells whether there was one.
func (q *Queue) Pop() (int, bool) {
	if len(q.values) == 0 {
		return 0, true
	}
	value := q.values[0]
	q.values = q.values[1:]
	return value, true
}
`,
  },
  check: goCheck,
  evidence: 'an empty queue gave a value',
};

const acronym: Exercise = {
  name: 'acronym',
  needs: 'go',
  task: 'Write Acronym in acronym.go: the first letters of the words of a phrase in upper case. A hyphen separates words, an apostrophe does not.',
  files: {
    'go.mod': goMod,
    'acronym.go': `package exercise

// Acronym shortens a phrase to its first letters.
func Acronym(phrase string) string {
	return phrase
}
`,
    'acronym_test.go': `package exercise

import "testing"

func TestAcronym(t *testing.T) {
	for phrase, want := range map[string]string{
		"portable network graphics": "PNG",
		"first-in, first-out":       "FIFO",
		"Halley's comet":            "HC",
	} {
		if got := Acronym(phrase); got != want {
			t.Errorf("acronym of %q is %q, not %q", phrase, got, want)
		}
	}
}
`,
  },
  right: {
    'acronym.go': `package exercise

import "strings"

// Acronym shortens a phrase to its first letters.
func Acronym(phrase string) string {
	short := ""
	for _, word := range strings.Fields(strings.ReplaceAll(phrase, "-", " ")) {
		short += strings.ToUpper(word[:1])
	}
	return short
}
`,
  },
  wrong: {
    'acronym.go': `package exercise

import "strings"

// Acronym shortens a phrase to its first letters.
func Acronym(phrase string) string {
	short := ""
	for _, word := range strings.Fields(phrase) {
		short += strings.ToUpper(word[:1])
	}
	return short
}
`,
  },
  check: goCheck,
  evidence: 'acronym of "first-in, first-out" is "FF"',
};

export const goExercises = [queue, acronym];
