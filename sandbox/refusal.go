package sandbox

import "fmt"

// A refusal is something the client got wrong. The API answers it with status 200 and an object that says what, so it is
// kept apart from the errors that are the sandbox's own.
type refusal struct{ detail string }

func (r refusal) Error() string { return r.detail }

// refuse returns a refusal with this detail: a whole sentence, for the client to read.
func refuse(format string, args ...any) error {
	return refusal{detail: fmt.Sprintf(format, args...)}
}

// answer returns the error object of the API.
func (r refusal) answer(status int) answer {
	doc := object{
		{key: `"Message"`, value: quote("The request could not be carried out.")},
		{key: `"MessageDetail"`, value: quote(r.detail)},
	}
	return answer{status: status, root: "Error", doc: doc.String()}
}
