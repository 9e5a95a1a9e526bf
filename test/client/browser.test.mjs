// The vendor's client in a browser, where it sends the token that protects against forged requests (XSRF).

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { chromium } from "playwright-core";

import { launch } from "../shared/chromium.mjs";
import { startServer } from "../shared/server.mjs";
import { openApplication } from "./page.mjs";

const hidden = "aZ09-_.hidden";

let server, browser;

before(async () => {
	server = await startServer();
	browser = await launch(chromium);
});

after(async () => {
	await browser?.close();
	await server?.stop();
});

// Updates a task from the page, and returns the task, or the status and body of a failure.
function update(page, state) {
	return page.evaluate(async (state) => {
		const api = new window.client.WebApi({ baseUrl: "/api" });
		try {
			const task = await api.getBatchAgent().updateBatchTaskAsync({ id: 975, state, name: "Renamed" });
			return { state: task.state, name: task.name };
		} catch (error) {
			return { status: error.response?.status, problem: error.response?.data, message: error.message };
		}
	}, state);
}

async function withApplication(run) {
	const application = await openApplication(browser, server, hidden);
	await run(application);
	await application.context.close();
}

// The client looks for the hidden field only if the page has a cookie of any kind, such as this one.
const session = { name: "session", value: "1" };

test("the client copies the hidden field to the cookie and to the header", () => withApplication(async ({ context, page }) => {
	await context.addCookies([{ ...session, url: server.guard }]);
	assert.deepEqual(await update(page, "Started"), { state: "Started", name: "ExportSales" });

	const cookies = await context.cookies(server.guard + "/crm");
	assert.equal(cookies.find((cookie) => cookie.name === "XSRF-TOKEN").value, hidden);
	const { headers, body } = await server.last();
	assert.deepEqual(headers["X-Xsrf-Token"], [hidden]);
	assert.equal(headers.Authorization, undefined);
	// The client sets the cookie for the application's path, so the browser does not send it to the API.
	assert.deepEqual(headers.Cookie, ["session=1"]);
	assert.deepEqual(JSON.parse(body), { batchTaskInfo: { id: 975, state: "Started" } });
	assert.equal((await server.task(975)).State, "Started");
}));

test("an existing cookie takes precedence", () => withApplication(async ({ context, page }) => {
	await context.addCookies([{ name: "XSRF-TOKEN", value: "from%2Bthe%2Fserver%3D", url: server.guard }]);
	assert.equal((await update(page, "Succeeded")).state, "Succeeded");
	const { headers } = await server.last();
	// The value is escaped in the cookie but not in the header.
	assert.deepEqual(headers["X-Xsrf-Token"], ["from+the/server="]);
	assert.deepEqual(headers.Cookie, ["XSRF-TOKEN=from%2Bthe%2Fserver%3D"]);
}));

test("without any cookie the client sends no token, and the guard refuses the request", () => withApplication(async ({ page }) => {
	const { number } = await server.last();
	const failed = await update(page, "Failed");
	assert.equal(failed.status, 401);
	assert.equal(failed.problem.type, "#missing-credential");
	assert.equal((await server.last()).number, number);
}));

// A challenge for Basic would make the browser ask its user for a password while the page waits.
const refused = [
	{ name: "no credential", status: 401, headers: {} },
	{ name: "a scheme that is not allowed", status: 401, headers: { Authorization: "Negotiate YTpi" } },
	{ name: "a password without a colon", status: 401, headers: { Authorization: "Basic YWI=" } },
	{ name: "a token that does not match", status: 403, headers: { "X-XSRF-TOKEN": "other" }, cookie: "XSRF-TOKEN=a" },
	{ name: "an unsupported media type", status: 415, headers: { Authorization: "SoTicket 7T:abc==", "Content-Type": "text/plain" } },
];

for (const { name, status, headers, cookie } of refused) {
	test(`a page's fetch with ${name} settles within a second`, () => withApplication(async ({ page }) => {
		const outcome = await page.evaluate(async ([headers, cookie]) => {
			if (cookie) document.cookie = cookie + "; path=/";
			const call = fetch("/api/v1/Agents/Batch/UpdateBatchTask", {
				method: "POST",
				headers: { "Content-Type": "application/json", ...headers },
				body: "{}",
			}).then((response) => response.status);
			return Promise.race([call, new Promise((resolve) => setTimeout(resolve, 1000, "not settled"))]);
		}, [headers, cookie]);
		assert.equal(outcome, status);
	}));
}

test("a ticket takes precedence over the cookie", () => withApplication(async ({ context, page }) => {
	await context.addCookies([{ name: "XSRF-TOKEN", value: "cookie", url: server.guard }]);
	const state = await page.evaluate(async () => {
		const api = new window.client.WebApi({ baseUrl: "/api" });
		api.authenticateWithTicket("7T:abc==");
		return (await api.getBatchAgent().updateBatchTaskAsync({ id: 975, state: "Failed" })).state;
	});
	assert.equal(state, "Failed");
	const { headers } = await server.last();
	assert.deepEqual([headers.Authorization, headers["X-Xsrf-Token"]], [["SOTicket 7T:abc=="], ["cookie"]]);
}));
