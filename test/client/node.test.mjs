// The vendor's client in Node, through the guard in the real binary: what the API receives, and what the client reads from the
// response.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { startServer } from "../shared/server.mjs";
import { BatchTaskState, ResourceParsing, change, connect, strippedFromChange } from "./calls.mjs";

let server;

before(async () => {
	server = await startServer();
});

after(async () => {
	await server?.stop();
});

const credentials = [
	{
		name: "a password",
		authenticate: (api) => api.authenticateWithPassword("tje0", "Tje0:ø"),
		authorization: "Basic " + Buffer.from("tje0:Tje0:ø").toString("base64"),
	},
	{
		name: "a ticket",
		authenticate: (api) => api.authenticateWithTicket("7T:NgBlAGEAMgA1ADcAOQBjADsAMQA="),
		authorization: "SOTicket 7T:NgBlAGEAMgA1ADcAOQBjADsAMQA=",
	},
	{
		name: "a token",
		authenticate: (api) => api.authenticateWithToken("8A:Cust12345.AGYA-_x.y"),
		authorization: "Bearer 8A:Cust12345.AGYA-_x.y",
	},
];

for (const { name, authenticate, authorization } of credentials) {
	test(`an update with ${name}`, async () => {
		const before = await server.task(975);
		const state = before.State === "Started" ? BatchTaskState.Succeeded : BatchTaskState.Started;
		let response;
		const options = { responseCallback: (received) => { response = received; } };
		const updated = await connect(server, authenticate).updateBatchTaskAsync(change(state), options);

		const arrived = await server.last();
		assert.equal(arrived.uri, "/Cust12345/api/v1/Agents/Batch/UpdateBatchTask");
		assert.deepEqual(arrived.headers.Authorization, [authorization]);
		assert.deepEqual(arrived.headers["Content-Type"], ["application/json"]);
		assert.deepEqual(arrived.headers["Content-Length"], [String(Buffer.byteLength(arrived.body))]);
		assert.deepEqual(JSON.parse(arrived.body), {
			batchTaskInfo: { id: 975, state, description: "Æøå, 試験 & \"quotes\"" },
		});
		assert.equal(response.headers["x-stripped-properties"], strippedFromChange);

		assert.deepEqual([updated.id, updated.state, updated.name], [975, state, "ExportSales"]);
		assert.equal(updated.lastStarted.toISOString(), "2018-12-24T11:34:45.000Z");
		const after = await server.task(975);
		assert.deepEqual(after, { ...before, State: state, Description: "Æøå, 試験 & \"quotes\"" });
	});
}

test("an application token is sent along with a ticket", async () => {
	const agent = connect(server, (api) => {
		api.authenticateWithTicket("7T:abc==");
		api.applicationToken("app-token-1");
	});
	await agent.updateBatchTaskAsync(change(BatchTaskState.Started));
	assert.deepEqual((await server.last()).headers["So-Apptoken"], ["app-token-1"]);
});

test("a task that was read can be sent back unchanged", async () => {
	const agent = connect(server, withTicket);
	const task = await agent.getBatchTaskInfoAsync(325);
	task.state = BatchTaskState.Failed;
	const updated = await agent.updateBatchTaskAsync(task);
	assert.equal(updated.state, "Failed");
	const sent = JSON.parse((await server.last()).body).batchTaskInfo;
	assert.deepEqual(Object.keys(sent).sort(), ["description", "id", "request", "response", "state"]);
});

test("with non_updatable reject the client gets a 422 that names the properties", async () => {
	const rejecting = await startServer("non_updatable reject");
	try {
		const agent = connect(rejecting, withTicket);
		const task = await agent.getBatchTaskInfoAsync(325);
		const { number } = await rejecting.last();
		const error = await failure(agent.updateBatchTaskAsync(task));
		assert.equal(error.response.status, 422);
		assert.match(error.response.data.detail, /associateId, .*startCount, /);
		assert.equal((await rejecting.last()).number, number);
	} finally {
		await rejecting.stop();
	}
});

const zones = [
	{ options: {}, lastStarted: "2018-12-24T12:34:45+01:00" },
	{ options: { timezone: "utc" }, lastStarted: "2018-12-24T11:34:45Z" },
	{ options: { timezone: "no", timezoneInclude: true }, lastStarted: "2018-12-24T12:34:45+01:00" },
	{ options: { timezone: "US-NY" }, lastStarted: "2018-12-24T06:34:45-05:00" },
	{ options: { timezoneInclude: true }, lastStarted: "2018-12-24T11:34:45Z" },
	{ options: { timezone: "" }, lastStarted: "2018-12-24T12:34:45+01:00" },
];

for (const { options, lastStarted } of zones) {
	test(`the zone ${JSON.stringify(options)}`, async () => {
		let response;
		const task = await connect(server, withTicket).updateBatchTaskAsync(change(BatchTaskState.Started), {
			...options,
			responseCallback: (received) => { response = received; },
		});
		assert.equal((await server.last()).headers["So-Timezone"], undefined, "the guard does not forward the zone");
		// The client parses the date-time into its own object and leaves the response unchanged.
		assert.equal(response.data.LastStarted, lastStarted);
		assert.equal(task.lastStarted.getTime(), Date.parse("2018-12-24T12:34:45+01:00"));
	});
}

// The client writes each request's headers into those of the connection, so each request has one more includeTZOffset.
test("includeTZOffset on every call of a connection", async () => {
	const agent = connect(server, withTicket);
	for (let call = 1; call <= 4; call++) {
		let sent;
		const options = { timezoneInclude: true, responseCallback: (received) => { sent = received.config.headers["SO-Timezone"]; } };
		const task = await agent.updateBatchTaskAsync(change(BatchTaskState.Started), options);
		assert.equal(sent, Array(call).fill("includeTZOffset").join(","));
		assert.equal(task.state, "Started");
	}
});

test("a zone for all calls of a connection", async () => {
	const agent = connect(server, undefined, {
		timezone: "DK",
		timezoneInclude: true,
		axiosConfig: { headers: { Authorization: "SOTicket 7T:abc==" } },
	});
	const task = await agent.updateBatchTaskAsync(change(BatchTaskState.Started));
	assert.equal(task.lastStarted.toISOString(), "2018-12-24T11:34:45.000Z");
});

test("an unknown zone is an error that names it, and nothing is updated", async () => {
	const before = await server.last();
	const error = await failure(connect(server, withTicket).updateBatchTaskAsync(change(BatchTaskState.New), { timezone: "XX" }));
	assert.equal(error.response.status, 400);
	assert.match(error.response.data.detail, /XX/);
	assert.equal((await server.last()).number, before.number);
});

const languages = [
	{ options: { languageCode: "en", cultureCode: "nb-NO" }, headers: { "So-Language": ["en"], "So-Culture": ["nb-NO"] } },
	{
		options: { resourceParsing: ResourceParsing.DoNotParse, languageCode: "en" },
		headers: { "Accept-Language": [""], "So-Language": undefined, "So-Culture": undefined },
	},
];

for (const { options, headers } of languages) {
	test(`the language ${JSON.stringify(options)} of a connection`, async () => {
		await connect(server, withTicket, options).updateBatchTaskAsync(change(BatchTaskState.Started));
		const arrived = (await server.last()).headers;
		for (const [name, value] of Object.entries(headers)) assert.deepEqual(arrived[name], value, name);
		assert.deepEqual(arrived["User-Agent"], ["SO-TS-WebApi/1.0"]);
		assert.match(arrived["So-Browser-Tz-Offset"][0], /^-?\d+$/);
	});
}

test("the language of a single call, and an empty one", async () => {
	const agent = connect(server, withTicket);
	for (const languageCode of ["de-DE", ""]) {
		await agent.updateBatchTaskAsync(change(BatchTaskState.Started), { languageCode, cultureCode: languageCode });
		const { headers } = await server.last();
		for (const name of ["Accept-Language", "So-Language", "So-Culture"]) assert.deepEqual(headers[name], [languageCode], name);
	}
});

// The client has no option for $select, so a program sets it as a parameter of every request.
test("$select, as a parameter of the connection", async () => {
	const agent = connect(server, undefined, {
		axiosConfig: {
			params: { $select: "Id,state,TableRight/Mask" },
			headers: { Authorization: "SOTicket 7T:abc==" },
		},
	});
	const task = await agent.updateBatchTaskAsync(change(BatchTaskState.Succeeded));
	assert.match((await server.last()).uri, /\?\$select=Id,state,TableRight%2FMask$/);
	assert.deepEqual([task.id, task.state, task.name, task.lastStarted, task.parameterObject, task.fieldProperties],
		[975, "Succeeded", null, null, null, null]);
	// The client converts the names of flags to their sum.
	assert.deepEqual([task.tableRight.mask, task.tableRight.reason], [7, null]);
});

test("without any credential the client gets a 401 with a problem document", async () => {
	const before = await server.last();
	const error = await failure(connect(server).updateBatchTaskAsync(change(BatchTaskState.New)));
	assert.equal(error.response.status, 401);
	assert.equal(error.response.data.type, "#missing-credential");
	assert.equal((await server.last()).number, before.number);
});

test("a task that does not exist is null", async () => {
	assert.equal(await connect(server, withTicket).updateBatchTaskAsync({ id: 4, state: BatchTaskState.New }), null);
});

function withTicket(api) {
	api.authenticateWithTicket("7T:abc==");
}

async function failure(promise) {
	try {
		await promise;
	} catch (error) {
		return error;
	}
	return assert.fail("it did not fail");
}
