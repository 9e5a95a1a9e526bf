package operation

import "github.com/caddy-batchtask/caddy-batchtask/internal/names"

// Record is the name under which requests, and XML answers, carry a batch task.
const Record = "BatchTaskInfo"

// Properties are those of BatchTaskInfo that the vendor documents. A client or server may know others.
var Properties = names.NewSet(
	"Id", "Name", "AssociateId", "DetailsTable", "DetailsRecord", "IsSystemTask", "IsInternalTask", "ParameterObject",
	"LastStarted", "Created", "StartCount", "DatabaseSerialNumber", "Context", "Result", "State", "Description",
	"Response", "Request", "ProgressDescription", "ProgressPercent", "FileName", "TableRight", "FieldProperties",
	"CancellationBehaviour",
)

// Errors are the members by which the API's error objects are known (contract section 5): {"Message":…,"MessageDetail":…}
// and {"Error":true,"ErrorType":…}.
var Errors = names.NewSet("Message", "MessageDetail", "Error", "ErrorType")

// What the vendor's page says of the operation.
const DefaultIdentity = "Id"

var (
	DefaultUpdatable = []string{"State", "Description", "Response", "Request"}
	DefaultDateTimes = []string{"LastStarted", "Created"}
)
