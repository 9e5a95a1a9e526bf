package sandbox

import (
	"fmt"
	"net/http"
)

// A refusal is something the client got wrong. The API says so in an object, with status 200 even, so it is kept apart
// from the errors that are the sandbox's own.
type refusal struct {
	status int
	// argument is set where the API throws an ArgumentException, of which it makes another object.
	argument bool
	detail   string // a whole sentence, for the client to read
}

func (r refusal) Error() string { return r.detail }

// refuse returns the refusal of a call that failed, which the API answers with status 200.
func refuse(format string, args ...any) error {
	return refusal{status: http.StatusOK, detail: fmt.Sprintf(format, args...)}
}

// refuseBody returns the refusal of a body that can't be read.
func refuseBody(format string, args ...any) error {
	return refusal{status: http.StatusBadRequest, detail: fmt.Sprintf(format, args...)}
}

// refuseArgument returns the refusal of a value that means nothing to the API.
func refuseArgument(format string, args ...any) error {
	return refusal{status: http.StatusBadRequest, argument: true, detail: fmt.Sprintf(format, args...)}
}

// answer returns the error object of the API that fits: there are two.
func (r refusal) answer(typeNames bool) answer {
	doc := object{
		{key: `"Message"`, value: quote("The request could not be carried out.")},
		{key: `"MessageDetail"`, value: quote(r.detail)},
	}
	if r.argument {
		doc = object{
			{key: `"Error"`, value: "true"},
			{key: `"ErrorType"`, value: `"ArgumentException"`},
			{key: `"Message"`, value: quote(r.detail)},
			{key: `"ErrorSource"`, value: `"SuperOffice.WebApi"`},
		}
	} else if typeNames {
		return answer{status: r.status, root: "Error", doc: withType(doc.String(), errorType)}
	}
	return answer{status: r.status, root: "Error", doc: doc.String()}
}
