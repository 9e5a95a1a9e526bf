package sandbox

import "encoding/json"

// A sample is a task of a new database. Its fields are the properties of BatchTaskInfo in order.
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
	// neverStarted is .NET's minimum date, meaning "no date".
	neverStarted = "0001-01-01T00:00:00"

	sampleRight = `{"Mask":"Select, Update, Insert","Reason":""}`

	sampleFields = `{"State":{"FieldRight":{"Mask":"Read, Write","Reason":""},"FieldType":"Enum","FieldLength":4},` +
		`"Description":{"FieldRight":{"Mask":"Read, Write","Reason":""},"FieldType":"String","FieldLength":2047}}`
)

// sampleTasks returns the tasks of a new database: 975 and 325 from the vendor's examples, and two for each state. Their
// date-times have Norwegian offsets, so that conversions are easy to spot.
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

var samples = []sample{
	// From the vendor's page on UpdateBatchTask: the tasks of its sample request and its sample response. The page gives both
	// the state All, which no task can have.
	{
		ID: 975, Name: "Wisozk Group", AssociateID: 34, DetailsTable: 428, DetailsRecord: 586,
		ParameterObject: json.RawMessage(`{"ParameterObject1":"voluptatibus","ParameterObject2":"laboriosam"}`),
		LastStarted:     "2013-04-23T18:28:48.1435473+02:00", Created: "2006-11-24T18:28:48.1435473+01:00",
		StartCount: 373, Context: "modi", Result: "quibusdam", State: "Aquired",
		Description: "User-friendly assymetric interface", Response: "ducimus", Request: "et",
		ProgressDescription: "Synergistic explicit circuit", ProgressPercent: 663,
		FileName: "Eichmann, Huels and Connelly", CancellationBehaviour: "CanCancel",
	},
	{
		ID: 325, Name: "Boehm Inc and Sons", AssociateID: 333, DetailsTable: 252, DetailsRecord: 721,
		ParameterObject: json.RawMessage(`{"ParameterObject1":"eum","ParameterObject2":"autem"}`),
		LastStarted:     "2001-10-07T18:28:48.1445497+02:00", Created: "2007-04-26T18:28:48.1445497+02:00",
		StartCount: 571, Context: "eos", Result: "sit", State: "Succeeded",
		Description: "Multi-lateral neutral time-frame", Response: "et", Request: "autem",
		ProgressDescription: "Reverse-engineered logistical neural-net", ProgressPercent: 705,
		FileName: "Schultz, Ziemann and Rogahn", CancellationBehaviour: "CanCancel",
	},

	{
		ID: 1001, Name: "Orphaned", Created: "2019-02-11T08:15:00+01:00", LastStarted: neverStarted,
		State: "Unknown", Description: "Left behind by a server that is gone",
	},
	{
		ID: 1002, Name: "Migrated", Created: "2019-02-11T08:15:00.25+01:00", LastStarted: "2019-02-11T08:16:30+01:00",
		StartCount: 1, State: "Unknown", IsSystemTask: true, Description: "Taken over from the old queue",
	},
	{
		ID: 1011, Name: "BulkUpdate", AssociateID: 103, DetailsTable: 5, Created: "2024-06-03T09:00:00.7+02:00",
		LastStarted: neverStarted, State: "New", Description: "Sets the category of 312 companies",
		ParameterObject: json.RawMessage(`{"field":"category","value":"Customer"}`), CancellationBehaviour: "CanCancel",
	},
	{
		ID: 1012, Name: "GenerateDocuments", AssociateID: 44, Created: "2024-06-03T09:00:01+02:00",
		LastStarted: neverStarted, State: "New", Description: "[SR_BATCH_GENERATE_DOCUMENTS]",
		CancellationBehaviour: "CancelWithWarning",
	},
	{
		ID: 1021, Name: "SendMailing", AssociateID: 44, Created: "2024-06-03T08:58:10.0031+02:00",
		LastStarted: "2024-06-03T08:59:00+02:00", StartCount: 1, State: "Aquired", Description: "Newsletter, June",
		ProgressDescription: "Waiting for a worker", CancellationBehaviour: "CanCancel",
	},
	{
		ID: 1022, Name: "RebuildIndex", Created: "2024-06-03T03:00:00+02:00", LastStarted: "2024-06-03T03:00:00.01+02:00",
		StartCount: 412, State: "Aquired", IsSystemTask: true, IsInternalTask: true, Description: "Full text index",
	},
	{
		ID: 1031, Name: "ExportSales", AssociateID: 103, Created: "2024-10-27T01:55:00+02:00",
		LastStarted: "2024-10-27T02:30:00+02:00", StartCount: 1, State: "Started", Description: "Export in the repeated hour",
		ProgressDescription: "Row 18000 of 50000", ProgressPercent: 36, FileName: "sales-1031.csv",
		CancellationBehaviour: "CanCancel",
	},
	{
		ID: 1032, Name: "ExportSales", AssociateID: 103, Created: "2024-10-27T01:55:00+02:00",
		LastStarted: "2024-10-27T02:30:00+01:00", StartCount: 1, State: "Started", Description: "The same, one hour later",
		ProgressDescription: "Row 2000 of 50000", ProgressPercent: 4, FileName: "sales-1032.csv",
		CancellationBehaviour: "CancelWithWarning",
	},
	{
		ID: 1041, Name: "BulkDelete", AssociateID: 12, DetailsTable: 7, Created: "2023-12-31T23:30:00+01:00",
		LastStarted: "2023-12-31T23:59:59.9999999+01:00", StartCount: 1, State: "Succeeded", Result: "87 rows",
		Description: "Appointments older than ten years", ProgressDescription: "Done", ProgressPercent: 100,
	},
	{
		ID: 1042, Name: "UpdateStatistics", Created: "2024-01-01T00:00:00+01:00", LastStarted: "2024-01-01T00:00:00+01:00",
		StartCount: 9, State: "Succeeded", IsSystemTask: true, Result: "ok", ProgressPercent: 100,
	},
	{
		ID: 1051, Name: "ImportContacts", AssociateID: 12, Created: "2022-08-15T14:20:00+02:00",
		LastStarted: "2022-08-15T14:21:07.33+02:00", StartCount: 3, State: "Failed", Result: "Row 17: no such country",
		Description: "Leads <web> & phone", Response: `{"row":17,"column":"Country"}`, ProgressPercent: 2,
		FileName: "leads.xlsx",
	},
	{
		ID: 1052, Name: "SendMailing", AssociateID: 44, Created: "2022-11-02T10:00:00+01:00",
		LastStarted: "2022-11-02T10:05:00+01:00", StartCount: 5, State: "Failed", Result: "Connection refused",
		Description: "Winter campaign", ProgressDescription: "Gave up after five attempts",
	},
	{
		ID: 1061, Name: "GenerateDocuments", AssociateID: 44, Created: "2021-05-17T07:45:00+02:00",
		LastStarted: "2021-05-17T07:45:30+02:00", StartCount: 1, State: "SucceededManualCleanup", Result: "40 documents",
		Description: "Invitations; drafts to be deleted by hand", ProgressPercent: 100,
	},
	{
		ID: 1062, Name: "BulkUpdate", AssociateID: 103, DetailsTable: 5, Created: "2021-05-18T16:10:00+02:00",
		LastStarted: "2021-05-18T16:10:05+02:00", StartCount: 1, State: "SucceededManualCleanup", Result: "3 conflicts",
		Description: "Merge of two sales territories", ProgressPercent: 100,
	},
}
