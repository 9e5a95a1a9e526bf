package xmledit

import (
	"testing"

	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/edit/edittest"
)

func TestXMLRecords(t *testing.T) {
	const i = ` xmlns:i="http://www.w3.org/2001/XMLSchema-instance"`
	for _, tc := range []struct{ what, in, want string }{
		{"by its name", `<BatchTaskInfo` + i + `><x>1</x></BatchTaskInfo>`, `<BatchTaskInfo` + i + `><x i:nil="true"/></BatchTaskInfo>`},
		{"by its name, camelCase", `<batchTaskInfo` + i + `><name>1</name><state/></batchTaskInfo>`, `<batchTaskInfo` + i + `><name i:nil="true"/><state/></batchTaskInfo>`},
		{"the identity", `<T` + i + `><Message>m</Message><id>1</id></T>`, `<T` + i + `><Message i:nil="true"/><id i:nil="true"/></T>`},
		{"a documented property", `<T` + i + `><x/><a:name xmlns:a="u">n</a:name></T>`, `<T` + i + `><x i:nil="true"/><a:name xmlns:a="u" i:nil="true"/></T>`},
		{"a documented property and a message", `<T><Name>n</Name><Message>m</Message></T>`, `<T><Name>n</Name><Message>m</Message></T>`},
		{"a documented property and an error's type", `<T><errortype/><Name>n</Name></T>`, `<T><errortype/><Name>n</Name></T>`},
		{"the error object of the framework", `<Error><Message>m</Message><MessageDetail>d</MessageDetail></Error>`, `<Error><Message>m</Message><MessageDetail>d</MessageDetail></Error>`},
		{"an error object with another name", `<HttpError><ExceptionMessage>m</ExceptionMessage><Message/></HttpError>`, `<HttpError><ExceptionMessage>m</ExceptionMessage><Message/></HttpError>`},
		{"another document", `<T><Count>1</Count></T>`, `<T><Count>1</Count></T>`},
		{"an array", `<T` + i + `><BatchTaskInfo><x/></BatchTaskInfo><BatchTaskInfo i:nil="true"/></T>`, `<T` + i + `><BatchTaskInfo><x i:nil="true"/></BatchTaskInfo><BatchTaskInfo i:nil="true"/></T>`},
		{"not an array, as it has another child", `<T><BatchTaskInfo><x/></BatchTaskInfo><Other/></T>`, `<T><BatchTaskInfo><x/></BatchTaskInfo><Other/></T>`},
		{"nothing", `<T/>`, `<T/>`}, {"a string", `<string>Name</string>`, `<string>Name</string>`},
	} {
		if got := mustReshape(t, tc.in, edittest.Select(edit.Null, "State")); got != tc.want {
			t.Errorf("%s:\n in   %s\n got  %s\n want %s", tc.what, tc.in, got, tc.want)
		}
	}
}
