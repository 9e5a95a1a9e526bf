// The requests that clients of all kinds send in the tests, and the expected results.

import assert from "node:assert/strict";

export const operation = "/api/v1/Agents/Batch/UpdateBatchTask";

export const ticket = "SoTicket 7T:abc123==";

const update = { BatchTaskInfo: { Id: 975, Name: "Renamed", State: "Started" } };

export const bodies = {
	object: update,
	json: JSON.stringify(update),
	patch: '[{"op":"replace","path":"/State","value":"Started"},{"op":"replace","path":"/Name","value":"Renamed"}]',
	xml: '<?xml version="1.0"?><BatchTaskInfo><Id>975</Id><Name>Renamed</Name><State>Started</State></BatchTaskInfo>',
	form: "BatchTaskInfo%5BId%5D=975&BatchTaskInfo%5BName%5D=Renamed&BatchTaskInfo%5BState%5D=Started",
};

// What the API receives of each body.
export const stripped = {
	json: '{"BatchTaskInfo":{"Id":975,"State":"Started"}}',
	patch: '[{"op":"replace","path":"/State","value":"Started"}]',
	xml: '<?xml version="1.0"?><BatchTaskInfo><Id>975</Id><State>Started</State></BatchTaskInfo>',
	form: "BatchTaskInfo%5BId%5D=975&BatchTaskInfo%5BState%5D=Started",
};

// The refusal of JSON that is labelled as a form.
export const asForm = { status: 415, detail: /begins with "\{" like JSON.*set Content-Type: application\/json/ };
export const withoutType = { status: 415, detail: /^the body has no Content-Type: it must be one of application\/json, / };

// Runs a call, which returns the status and the body of its response, and checks that the API received the expected body or, if
// a refusal is expected, nothing.
export async function check(server, call, expected) {
	const before = (await server.last()).number;
	const { status, body } = await call();
	const last = await server.last();
	if (expected.status !== undefined) {
		assert.equal(status, expected.status, body);
		assert.match(JSON.parse(body).detail, expected.detail);
		assert.equal(last.number, before, "the API received the request");
		return;
	}
	assert.equal(status, 200, body);
	assert.equal(last.number, before + 1);
	assert.equal(last.body, expected.arrives);
	assert.deepEqual(last.headers["Content-Length"], [String(Buffer.byteLength(last.body))]);
	for (const name of ["Transfer-Encoding", "Content-Encoding", "Expect", "Upgrade", "Http2-Settings"]) {
		assert.equal(last.headers[name], undefined, name);
	}
	for (const [name, value] of Object.entries(expected.headers ?? {})) assert.deepEqual(last.headers[name], value, name);
}
