// The HTTP libraries with which JavaScript programs call the API, in the ways in which they are commonly used.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import axios from "axios";
import { FormData, fetch, request } from "undici";

import { startServer } from "../shared/server.mjs";
import { asForm, bodies, check, operation, stripped, ticket, withoutType } from "./callers.mjs";

let server;

before(async () => {
	server = await startServer();
});

after(async () => {
	await server?.stop();
});

const jsonType = { "Content-Type": "application/json" };
const multipart = { status: 415, detail: /"multipart\/form-data" is not one of/ };

async function byAxios(body, headers = {}) {
	const response = await axios.post(server.guard + operation, body, {
		headers: { Authorization: ticket, ...headers },
		responseType: "text",
		transformResponse: (text) => text,
		validateStatus: () => true,
	});
	return { status: response.status, body: response.data };
}

async function byRequest(body, headers = {}) {
	const response = await request(server.guard + operation, { method: "POST", body, headers: { Authorization: ticket, ...headers } });
	return { status: response.statusCode, body: await response.body.text() };
}

async function byFetch(body, headers = {}) {
	const options = { method: "POST", body, duplex: "half", headers: { Authorization: ticket, ...headers } };
	const response = await fetch(server.guard + operation, options);
	return { status: response.status, body: await response.text() };
}

function form() {
	const data = new FormData();
	data.set("State", "Started");
	return data;
}

async function* pieces() {
	yield Buffer.from(bodies.json.slice(0, 9));
	yield Buffer.from(bodies.json.slice(9));
}

const xsrf = { Authorization: "", Cookie: "XSRF-TOKEN=a%2Bb", "X-XSRF-TOKEN": "a+b" };

const calls = {
	"axios, an object": [() => byAxios(bodies.object), { arrives: stripped.json, headers: { "Content-Type": ["application/json"] } }],
	"axios, a string": [() => byAxios(bodies.json), asForm],
	"axios, a string with a type": [() => byAxios(bodies.json, jsonType), { arrives: stripped.json }],
	"axios, a patch": [() => byAxios(bodies.patch, { "Content-Type": "application/json-patch+json" }), { arrives: stripped.patch }],
	"axios, parameters of a form": [() => byAxios(new URLSearchParams(bodies.form)), { arrives: stripped.form }],
	"axios, an object as a form": [
		() => byAxios(bodies.object, { "Content-Type": "application/x-www-form-urlencoded" }),
		{ arrives: stripped.form },
	],
	"axios, multipart": [() => byAxios(form()), multipart],
	"axios, a blank Authorization beside an XSRF token": [
		() => byAxios(bodies.object, xsrf),
		{ arrives: stripped.json, headers: { Authorization: undefined, "X-Xsrf-Token": ["a+b"] } },
	],
	"undici's request, without a type": [() => byRequest(bodies.json), withoutType],
	"undici's request, with a type": [() => byRequest(bodies.json, jsonType), { arrives: stripped.json }],
	"undici's request, a stream": [() => byRequest(pieces(), jsonType), { arrives: stripped.json }],
	"fetch, a string": [() => byFetch(bodies.json), { status: 415, detail: /"text\/plain" is not one of: application\/json, / }],
	"fetch, a string with a type": [() => byFetch(bodies.json, jsonType), { arrives: stripped.json }],
	"fetch, a stream": [() => byFetch(pieces(), jsonType), { arrives: stripped.json }],
	"fetch, parameters of a form": [() => byFetch(new URLSearchParams(bodies.form)), { arrives: stripped.form }],
	"fetch, multipart": [() => byFetch(form()), multipart],
};

for (const [name, [call, expected]] of Object.entries(calls)) {
	test(name, () => check(server, call, expected));
}

// undici's fetch sends Sec-Fetch-Mode, as a browser does for a script.
test("fetch without a credential is not challenged for Basic", async () => {
	const response = await fetch(server.guard + operation, { method: "POST", body: bodies.json, headers: jsonType });
	assert.equal(response.status, 401);
	assert.equal(response.headers.get("WWW-Authenticate"), 'SoTicket realm="SuperOffice WebAPI", Bearer realm="SuperOffice WebAPI"');
	assert.equal((await response.json()).type, "#missing-credential");
});
