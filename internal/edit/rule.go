package edit

// Rule decides what happens to the members of an object.
type Rule interface {
	// Member returns what happens to the member with a name, which is unescaped and spelled as in the document. Member must
	// not retain it.
	Member(name []byte) Action
	// Unselected returns what happens to a value without members for which Member returned Into: Null or Omit.
	Unselected() Verdict
}

// Verdict is what happens to a member.
type Verdict uint8

const (
	// Keep keeps the whole member unchanged.
	Keep Verdict = iota
	// Null replaces the member's value by null.
	Null
	// Omit removes the member.
	Omit
	// Into keeps the member if its value is an object or an array of objects, and applies Action.Within to their members.
	Into
	// Convert keeps the member and, if its value is a string, converts it with Action.Text.
	Convert
)

// Action is a verdict and what is needed to carry it out.
type Action struct {
	Verdict Verdict
	Within  Rule      // with Into
	Text    Converter // with Convert
}

// Converter converts the text of a property.
type Converter interface {
	// Convert appends the converted text to dst if the outcome is Converted, and returns dst unchanged otherwise. The text is
	// decoded: it contains no escapes, references or markup. The converted text must not need any.
	Convert(dst, text []byte) ([]byte, Outcome)
}

// Outcome is the result of one conversion.
type Outcome uint8

const (
	// Unchanged means that the converted text would be the same.
	Unchanged Outcome = iota
	// Converted means that the text was changed.
	Converted
	// Unreadable means that the text could not be parsed, or the result not represented, and stays as it is.
	Unreadable

	outcomes = iota
)
