package sandbox

import "encoding/json"

// A sample is a task that a new database starts with. Its fields are the properties of BatchTaskInfo, in their order.
type sample struct {
	ID                    int `json:"Id"`
	Name                  string
	AssociateID           int `json:"AssociateId"`
	DetailsTable          int
	DetailsRecord         int
	IsSystemTask          bool
	IsInternalTask        bool
	ParameterObject       json.RawMessage
	LastStarted           string
	Created               string
	StartCount            int
	DatabaseSerialNumber  string
	Context               string
	Result                string
	State                 string
	Description           string
	Response              string
	Request               string
	ProgressDescription   string
	ProgressPercent       int
	FileName              string
	CancellationBehaviour string
	TableRight            json.RawMessage
	FieldProperties       json.RawMessage
}

const (
	// neverStarted is how .NET writes the date-time of something that has not happened.
	neverStarted = "0001-01-01T00:00:00"

	sampleRight = `{"Mask":"Select, Update, Insert","Reason":""}`

	sampleFields = `{"State":{"FieldRight":{"Mask":"Read, Write","Reason":""},"FieldType":"Enum","FieldLength":4},` +
		`"Description":{"FieldRight":{"Mask":"Read, Write","Reason":""},"FieldType":"String","FieldLength":2047}}`
)

// sampleTasks returns the tasks of a new database: 975 and 325, which the vendor's examples use, and two for each state.
// Their date-times are Norwegian time and say so by an offset, so that a conversion is plain to see.
func sampleTasks() []string {
	tasks := make([]string, len(samples))
	for i, s := range samples {
		s.DatabaseSerialNumber = "1893427561"
		s.TableRight = json.RawMessage(sampleRight)
		s.FieldProperties = json.RawMessage(sampleFields)
		if s.ParameterObject == nil {
			s.ParameterObject = json.RawMessage(`{}`)
		}
		if s.CancellationBehaviour == "" {
			s.CancellationBehaviour = "CannotCancel"
		}
		tasks[i] = encode(s)
	}
	return tasks
}
