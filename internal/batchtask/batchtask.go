// Package batchtask defines the facts about SuperOffice's UpdateBatchTask: which requests call it, and which properties a
// BatchTaskInfo has.
package batchtask

import "github.com/caddy-batchtask/caddy-batchtask/internal/names"

// Record is the name of the member or element that holds a batch task.
const Record = "BatchTaskInfo"

// Properties has the documented properties of BatchTaskInfo. A client or server may use others.
var Properties = names.NewSet(
	"Id", "Name", "AssociateId", "DetailsTable", "DetailsRecord", "IsSystemTask", "IsInternalTask", "ParameterObject",
	"LastStarted", "Created", "StartCount", "DatabaseSerialNumber", "Context", "Result", "State", "Description",
	"Response", "Request", "ProgressDescription", "ProgressPercent", "FileName", "TableRight", "FieldProperties",
	"CancellationBehaviour",
)

// Errors has the members by which the API's error objects are recognized (contract section 5): {"Message":…,"MessageDetail":…}
// and {"Error":true,"ErrorType":…}.
var Errors = names.NewSet("Message", "MessageDetail", "Error", "ErrorType")

// structured has the documented properties that hold an object. All other documented properties hold one plain value.
var structured = names.NewSet("ParameterObject", "TableRight", "FieldProperties")

// MayBeStructured reports whether a property may hold more than one plain value (contract section 4). The vendor documents
// three such properties; undocumented ones may be structured too.
func MayBeStructured(property string) bool {
	return structured.HasString(property) || !Properties.HasString(property)
}

// The defaults, from the vendor's documentation of the operation.
const DefaultIdentity = "Id"

var (
	DefaultUpdatable = []string{"State", "Description", "Response", "Request"}
	DefaultDateTimes = []string{"LastStarted", "Created"}
)
