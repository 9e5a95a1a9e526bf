package sandbox

import (
	"fmt"
	"net/http"
)

// An apiError is an error that the API reports to the client in one of its two error objects. Failures of the sandbox
// itself are ordinary errors.
type apiError struct {
	status   int
	argument bool   // the API throws an ArgumentException, which has an error object of its own
	detail   string // a full sentence
}

func (e apiError) Error() string { return e.detail }

// callFailed returns the error of a call that was read but failed. The API reports it with status 200.
func callFailed(format string, args ...any) error {
	return apiError{status: http.StatusOK, detail: fmt.Sprintf(format, args...)}
}

// badBody returns the error for a body that can't be read.
func badBody(format string, args ...any) error {
	return apiError{status: http.StatusBadRequest, detail: fmt.Sprintf(format, args...)}
}

// badArgument returns the error for an invalid id, state or time zone.
func badArgument(format string, args ...any) error {
	return apiError{status: http.StatusBadRequest, argument: true, detail: fmt.Sprintf(format, args...)}
}

// response returns the error as the API would send it.
func (e apiError) response(typeNames bool) response {
	if e.argument {
		return response{status: e.status, root: "Error", doc: object{
			{key: `"Error"`, value: "true"},
			{key: `"ErrorType"`, value: `"ArgumentException"`},
			{key: `"Message"`, value: quote(e.detail)},
			{key: `"ErrorSource"`, value: `"SuperOffice.WebApi"`},
		}.String()}
	}
	doc := object{
		{key: `"Message"`, value: quote("The request could not be processed.")},
		{key: `"MessageDetail"`, value: quote(e.detail)},
	}.String()
	if typeNames {
		doc = withType(doc, errorType)
	}
	return response{status: e.status, root: "Error", doc: doc}
}
