package edit

// Rule says what becomes of the members of one object.
type Rule interface {
	// Member says what becomes of the member called name (unescaped, in its sender's spelling). It keeps no reference to it.
	Member(name []byte) Action
	// Unselected says what becomes of a value that Member descended into and that has no members: Null or Omit.
	Unselected() Verdict
}

// Verdict is what becomes of a member.
type Verdict uint8

const (
	// Keep leaves the member as it is, whole.
	Keep Verdict = iota
	// Null leaves its name and replaces its value by null.
	Null
	// Omit removes the member.
	Omit
	// Into keeps it if it is an object, or an array of them, and asks Action.Within for the members inside.
	Into
	// Convert keeps it and, if it is a string, lets Action.Text rewrite it.
	Convert
)

// Action is a verdict with what it needs.
type Action struct {
	Verdict Verdict
	Within  Rule      // with Into
	Text    Converter // with Convert
}

// Converter rewrites the text of a property.
type Converter interface {
	// Convert appends the rewritten text to dst if the outcome is Converted, and returns dst unchanged otherwise. The text
	// is decoded: it holds no escapes, references or markup, and the converter writes nothing that would need them.
	Convert(dst, text []byte) ([]byte, Outcome)
}

// Outcome is the result of one conversion.
type Outcome uint8

const (
	// Unchanged means that the text already is what it should be.
	Unchanged Outcome = iota
	// Converted means that the text was rewritten, to a different one.
	Converted
	// Unreadable means that the converter could not read the text, or not write the result, and left it alone.
	Unreadable

	outcomes = iota
)
