// A page of another origin calls the API through the guard, with the recipe in the documentation. The sandbox is both that
// origin and the API, which has its own CORS headers.

import assert from "node:assert/strict";
import { request } from "node:http";
import { after, before, test } from "node:test";

import { chromium } from "playwright-core";

import { launch } from "../shared/chromium.mjs";
import { recipe } from "../shared/recipe.mjs";
import { startServer } from "../shared/server.mjs";
import { bodies, operation, stripped, ticket } from "./callers.mjs";

let server, browser;

before(async () => {
	server = await startServer("", {
		site: (sandbox) => recipe("Pages of another origin", {
			"https://app.example.com": `http://localhost:${sandbox.split(":")[1]}`,
			"netserver.internal:80": sandbox,
		}),
		api: "header Access-Control-Allow-Origin *",
	});
	browser = await launch(chromium);
});

after(async () => {
	await browser?.close();
	await server?.stop();
});

// Calls the API from a page of the given origin, and returns what the page can read.
async function callFrom(origin, headers, body = bodies.json) {
	const page = await browser.newPage();
	await page.goto(origin + "/sandbox/last");
	const outcome = await page.evaluate(async ([url, headers, body]) => {
		const call = fetch(url, { method: "POST", headers: { "Content-Type": "application/json", ...headers }, body });
		const late = new Promise((resolve) => setTimeout(resolve, 1000, "not settled"));
		try {
			const response = await Promise.race([call, late]);
			return typeof response === "string" ? response : {
				status: response.status,
				headers: Object.fromEntries(response.headers),
				body: await response.json(),
			};
		} catch (error) {
			return error.name;
		}
	}, [server.guard + operation, headers, body]);
	await page.close();
	return outcome;
}

test("an update, whose response the page can read", async () => {
	const { status, headers, body } = await callFrom(server.sandbox, { Authorization: ticket, "SO-TimeZone": "US-NY" });
	assert.equal(status, 200);
	assert.equal(headers["x-stripped-properties"], "Name");
	assert.deepEqual([body.Id, body.State], [975, "Started"]);
	const last = await server.last();
	assert.equal(last.body, stripped.json);
	assert.equal(last.headers["So-Timezone"], undefined);
});

test("a 401, whose challenges the page can read", async () => {
	const { status, headers, body } = await callFrom(server.sandbox, {});
	assert.equal(status, 401);
	assert.equal(body.type, "#missing-credential");
	assert.equal(headers["www-authenticate"], 'SoTicket realm="SuperOffice WebAPI", Bearer realm="SuperOffice WebAPI"');
});

test("a 415, whose list of media types the page can read", async () => {
	const { status, headers } = await callFrom(server.sandbox, { Authorization: ticket, "Content-Type": "application/octet-stream" });
	assert.equal(status, 415);
	assert.match(headers["accept-post"], /^application\/json, /);
});

// localhost and 127.0.0.1 are different origins.
test("a page of a third origin can't call the API", async () => {
	assert.equal(await callFrom(server.sandbox.replace("localhost", "127.0.0.1"), { Authorization: ticket }), "TypeError");
	assert.equal((await server.last()).method, "OPTIONS");
});

test("each CORS header is sent once", async () => {
	for (const [method, headers, body] of [
		["POST", { Authorization: ticket, "Content-Type": "application/json" }, bodies.json],
		["POST", { Authorization: ticket, "Content-Type": "application/json" }, "{"],
		["POST", {}, bodies.json],
		["OPTIONS", { "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization" }, ""],
	]) {
		const names = await new Promise((resolve, reject) => {
			const call = request(server.guard + operation, { method, headers: { Origin: server.sandbox, ...headers } }, (response) => {
				response.resume().on("end", () => resolve(response.rawHeaders.filter((_, i) => i % 2 === 0)));
			});
			call.on("error", reject).end(body);
		});
		for (const name of ["access-control-allow-origin", "access-control-expose-headers"]) {
			assert.equal(names.filter((given) => given.toLowerCase() === name).length, 1, `${method} ${body}: ${names}`);
		}
	}
});
