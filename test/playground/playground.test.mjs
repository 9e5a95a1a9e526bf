// The playground in a real Chromium, with the guard and the sandbox in the real binary.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, before, test } from "node:test";

import { chromium } from "playwright-core";

import { launch } from "../shared/chromium.mjs";
import { startServer } from "../shared/server.mjs";
import { openPlayground } from "./page.mjs";

let server, browser;

before(async () => {
	server = await startServer("app_token not-to-be-shown", { sandbox: "base NO" });
	browser = await launch(chromium);
});

after(async () => {
	await browser?.close();
	await server?.stop();
});

// Opens the playground for a test, and checks afterwards that the page had no errors.
function playgroundTest(name, run, options) {
	test(name, async () => {
		const playground = await openPlayground(browser, server.guard, options);
		await run(playground);
		await playground.close();
	});
}

const credentials = [
	{ kind: "Basic", field: "User", value: "Zoë", authorization: "Basic " + Buffer.from("Zoë:Tje0").toString("base64") },
	{ kind: "SoTicket", field: "Ticket", value: "7T:xyz==", authorization: "SoTicket 7T:xyz==" },
	{ kind: "Bearer", field: "Access token", value: "8A:Cust1.ABC", authorization: "Bearer 8A:Cust1.ABC" },
];

for (const { kind, field, value, authorization } of credentials) {
	playgroundTest(`${kind} reaches the API, and no cookie`, async (p) => {
		await p.choose(kind);
		await p.field(field).fill(value);
		await p.send();
		assert.equal(await p.start("got"), "200 OK");
		assert.equal((await p.headers("sent")).authorization, authorization);
		assert.equal((await p.headers("received")).authorization, authorization);
		const { headers } = await server.last();
		assert.deepEqual(headers.Authorization, [authorization]);
		assert.equal(headers.Cookie, undefined);
		assert.equal(headers["X-Xsrf-Token"], undefined);
	});
}

playgroundTest("an application token is sent along with a ticket", async (p) => {
	await p.choose("SoTicket");
	await p.field("SO-AppToken").fill("app-1");
	await p.send();
	assert.deepEqual((await server.last()).headers["So-Apptoken"], ["app-1"]);
});

playgroundTest("the problem of a 401 is shown", async (p) => {
	await p.choose("None");
	const { number } = await server.last();
	await p.send();
	assert.equal(await p.start("got"), "401 Unauthorized");
	assert.deepEqual(await p.problem(), {
		title: "Neither credential nor XSRF token",
		detail: "the request has neither an Authorization nor an X-XSRF-TOKEN header",
	});
	assert.match((await p.headers("got"))["www-authenticate"], /^SoTicket .*Bearer /); // no Basic for a page's script
	assert.match(await p.pane("received").textContent(), /Nothing: the guard responded by itself/);
	assert.match(await p.summary(), /the API received nothing/);
	assert.equal((await server.last()).number, number);
});

playgroundTest("XSRF: the hidden field is copied to the cookie and to the header", async (p) => {
	const hidden = await p.page.locator("input[name=XSRF_TOKEN]").inputValue();
	assert.match(hidden, /^[A-Z2-7]{26}$/);
	assert.deepEqual(await p.context.cookies(), []);
	await p.choose("XSRF token");
	await p.send();
	assert.equal(await p.start("got"), "200 OK");
	const [cookie] = await p.context.cookies();
	assert.deepEqual([cookie.name, cookie.value, cookie.path], ["XSRF-TOKEN", hidden, "/"]);
	const { headers } = await server.last();
	assert.deepEqual([headers["X-Xsrf-Token"], headers.Cookie, headers.Authorization], [[hidden], ["XSRF-TOKEN=" + hidden], undefined]);

	// The next page has another value in its field, but the existing cookie takes precedence.
	await p.page.reload();
	await p.opened();
	assert.notEqual(await p.page.locator("input[name=XSRF_TOKEN]").inputValue(), hidden);
	await p.choose("XSRF token");
	await p.send();
	assert.equal(await p.start("got"), "200 OK");
	assert.deepEqual((await server.last()).headers["X-Xsrf-Token"], [hidden]);
});

playgroundTest("XSRF: a token other than the cookie's is a 403, and a blank one a 401", async (p) => {
	await p.choose("XSRF token");
	await p.field("X-XSRF-TOKEN").fill("forged");
	await p.send();
	assert.equal(await p.start("got"), "403 Forbidden");
	assert.equal((await p.problem()).detail, "the X-XSRF-TOKEN header does not match the XSRF-TOKEN cookie");
	await p.field("X-XSRF-TOKEN").fill("");
	await p.send();
	assert.equal(await p.start("got"), "401 Unauthorized");
});

playgroundTest("stripped properties are struck out, and nothing else is", async (p) => {
	await p.send();
	assert.deepEqual(await p.lines("sent", ".document del"), ['"Name": "Renamed",', '"StartCount": 0,']);
	assert.deepEqual(await p.lines("received"), [
		"{", '"BatchTaskInfo": {', '"Id": 975,', '"State": "Started",', '"Description": "Export of sales, second attempt"', "}", "}",
	]);
	assert.deepEqual(await p.lines("sent", ".headers del"), ["US-NY"], "the guard does not forward the zone");
	assert.equal((await p.headers("received"))["so-timezone"], undefined);
	assert.match(await p.summary(), /stripped: Name, StartCount/);
	const task = await server.task(975);
	assert.deepEqual([task.Name, task.State], ["ExportSales", "Started"]);
});

playgroundTest("nulled and converted properties are marked", async (p) => {
	await p.field("$select").fill("Id, State,LastStarted,TableRight/Mask");
	await p.field("SO-TimeZone").fill("US-NY");
	await p.send();
	assert.match(await p.start("received"), /\?\$select=Id,\+State,LastStarted,TableRight\/Mask$/);
	assert.deepEqual(await p.lines("got", "mark.converted"), ['"LastStarted": "2018-12-24T06:34:45"']);
	const nulled = await p.lines("got", "mark.nulled");
	assert.ok(nulled.includes('"Name": null') && nulled.includes('"Reason": null') && nulled.includes('"FieldProperties": null'));
	assert.equal(nulled.length, 21);
	assert.deepEqual((await p.notes("got")).map((note) => note.trim()), ['was "2018-12-24T12:34:45"']);
	assert.deepEqual(await p.lines("got", "mark.kept"), ['"Id": 975', '"State": "Started"', '"Mask": "Select, Update, Insert"']);
	const legend = await p.page.locator("#legend li").allTextContents();
	assert.deepEqual(legend.map((entry) => entry.split(" ")[0]), ["struck", "bold", "tinted", "dimmed"]);
	assert.deepEqual(await p.lines("answered", "mark, del"), []);
	const got = await p.lines("got");
	assert.ok(got.includes('"Id": 975,') && got.includes('"Mask": "Select, Update, Insert",'));
});

playgroundTest("without $select and zone nothing is marked", async (p) => {
	await p.field("$select").fill("");
	await p.field("SO-TimeZone").fill("");
	await p.send();
	assert.deepEqual(await p.lines("got", "mark"), []);
	assert.deepEqual(await p.lines("got"), await p.lines("answered"));
});

playgroundTest("a checkbox asks for offsets, with or without a zone", async (p) => {
	await p.field("includeTZOffset").check();
	await p.send();
	assert.equal((await p.headers("sent"))["so-timezone"], "US-NY, includeTZOffset");
	await p.field("SO-TimeZone").fill("");
	await p.send();
	assert.equal((await p.headers("sent"))["so-timezone"], "includeTZOffset");
});

playgroundTest("the zone field offers the API's codes", async (p) => {
	const offered = await p.page.locator("#zones option").evaluateAll((options) => options.map((option) => option.value));
	for (const zone of ["NO", "US-NY", "AU1", "UTC"]) assert.ok(offered.includes(zone), zone);
});

const mediaTypes = [
	{ type: "application/json", struck: ['"Name": "Renamed",', '"StartCount": 0,'] },
	{ type: "text/json", struck: ['"Name": "Renamed",', '"StartCount": 0,'] },
	{ type: "application/merge-patch+json", struck: ['"Name": null,', '"ParameterObject": {', '"fileFormat": "xlsx"', "}"] },
	{ type: "application/json-patch+json", struck: ["{", '"op": "replace",', '"path": "/Name",', '"value": "Renamed"', "},"] },
	{ type: "application/xml", struck: ["<Name>Renamed</Name>", "<ProgressPercent>50</ProgressPercent>"] },
	{ type: "text/xml", struck: ["<Name>Renamed</Name>", "<ProgressPercent>50</ProgressPercent>"] },
	{ type: "application/x-www-form-urlencoded", struck: ["Name=Renamed&", "StartCount=0"] },
];

for (const { type, struck } of mediaTypes) {
	playgroundTest(`${type} has a sample that shows what is stripped from it`, async (p) => {
		await p.field("Media type").selectOption(type);
		await p.send();
		assert.equal(await p.start("got"), "200 OK");
		assert.equal(await p.problem(), null);
		assert.deepEqual((await server.last()).headers["Content-Type"], [type]);
		assert.deepEqual(await p.lines("sent", ".document del"), struck);
		assert.deepEqual(await p.lines("got", "mark.converted"), ['"LastStarted": "2018-12-24T06:34:45"']);
	});
}

playgroundTest("a response in XML is marked like one in JSON", async (p) => {
	await p.field("Accept").selectOption("application/xml");
	await p.send();
	assert.deepEqual(await p.lines("got", "mark.converted"), ["<LastStarted>2018-12-24T06:34:45</LastStarted>"]);
	const nulled = await p.lines("got", "mark.nulled");
	assert.equal(nulled.length, 21);
	assert.ok(nulled.some((line) => /^<Name .*nil="true"/.test(line)));
	assert.ok((await p.notes("got")).includes(" was 2018-12-24T12:34:45"));
});

playgroundTest("a problem in XML is shown like one in JSON", async (p) => {
	await p.field("Accept").selectOption("application/xml");
	await p.field("SO-TimeZone").fill("Middle <Earth> & more");
	await p.send();
	assert.equal(await p.start("got"), "400 Bad Request");
	assert.match((await p.headers("got"))["content-type"], /^application\/problem\+xml/);
	assert.match((await p.problem()).detail, /Middle <Earth> & more/);
});

playgroundTest("a malformed body is a 400 that names the position, and is shown unchanged", async (p) => {
	await p.field("Body").fill('{"Id": 975, <img src=x onerror=alert(1)>');
	await p.send();
	assert.equal(await p.start("got"), "400 Bad Request");
	assert.match((await p.problem()).detail, /\d/);
	assert.deepEqual(await p.lines("sent"), ['{"Id": 975, <img src=x onerror=alert(1)>']);
	assert.equal(await p.page.locator("img").count(), 0);
});

playgroundTest("a task that does not exist and a call that the API refuses are reported", async (p) => {
	await p.field("Body").fill('{"Id": 4}');
	await p.send();
	assert.equal((await p.problem()).title, "The API responded with null");
	await p.field("Body").fill('{"State": "Started"}');
	await p.send();
	assert.equal(await p.start("got"), "200 OK");
	assert.notEqual((await p.problem()).detail, "");
	await p.field("Body").fill('{"Id": 1e400}');
	await p.send();
	assert.equal(await p.start("got"), "400 Bad Request");
	assert.match((await p.problem()).title, /1e400/);
});

playgroundTest("large numbers and markup are shown exactly as sent", async (p) => {
	const text = '"<b>bold</b> & \\u0041 12345678901234567890"';
	await p.field("Body").fill(`{"Id": 325, "Big": 12345678901234567890.10, "Description": ${text}}`);
	await p.send();
	assert.deepEqual(await p.lines("sent", ".document del"), ['"Big": 12345678901234567890.10,']);
	assert.ok((await p.lines("received")).includes(`"Description": ${text}`));
	assert.equal(await p.page.locator(".document b").count(), 0);
});

playgroundTest("each media type keeps the body that was written for it", async (p) => {
	await p.field("Body").fill('{"Id": 325}');
	await p.field("Media type").selectOption("text/xml");
	assert.match(await p.field("Body").inputValue(), /^<BatchTaskInfo>/);
	await p.field("Media type").selectOption("application/json");
	assert.equal(await p.field("Body").inputValue(), '{"Id": 325}');
	await p.page.getByRole("button", { name: "Sample body" }).click();
	assert.match(await p.field("Body").inputValue(), /"Renamed"/);
});

playgroundTest("the curl line sends the same request, even with characters that are special to a shell", async (p) => {
	const body = "{\"Id\": 325, \"Name\": \"x\", \"Description\": \"it's $HOME `id` \\\\ !! %20\"}\n";
	await p.choose("XSRF token");
	await p.field("Body").fill(body);
	await p.field("$select").fill("Id,[x]{1-3}'&");
	await p.send();
	const viaBrowser = await server.last();
	const line = await p.curl();
	const response = execFileSync("bash", ["-c", line], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
	const viaCurl = await server.last();
	assert.match(response, /^HTTP\/1\.1 200 OK/);
	assert.equal(viaCurl.number, viaBrowser.number + 1);
	assert.equal(viaCurl.body, viaBrowser.body);
	assert.equal(viaCurl.uri, viaBrowser.uri);
	for (const name of ["Accept", "Content-Type", "Cookie", "X-Xsrf-Token"]) {
		assert.deepEqual(viaCurl.headers[name], viaBrowser.headers[name], name);
	}
	assert.match(JSON.parse(viaCurl.body).Description, /^it's \$HOME `id` \\ !! %20$/);
});

playgroundTest("the curl line can be copied", async (p) => {
	await p.context.grantPermissions(["clipboard-read", "clipboard-write"]);
	assert.equal(await p.page.locator("#curl").isVisible(), false, "it is folded at first");
	await p.page.getByText("The same with curl").click();
	await p.page.getByRole("button", { name: "Copy" }).click();
	await p.page.getByRole("button", { name: "Copied" }).waitFor();
	assert.equal(await p.page.evaluate(() => navigator.clipboard.readText()), await p.curl());
});

playgroundTest("the page sends an example when it opens", async (p) => {
	assert.equal(await p.start("got"), "200 OK");
	assert.ok(await p.page.getByText("This example was sent when the page opened.").isVisible());
	assert.match(await p.summary(), /^200 OK in \d+ ms · stripped: Name, StartCount · 21 nulled · 1 converted$/);
	await p.send();
	assert.equal(await p.page.locator("#origin").isVisible(), false);
});

playgroundTest("the base zone, the zones of both responses and the guard's configuration are shown", async (p) => {
	assert.match(await p.page.locator("#base").textContent(), /NO \(Europe\/Oslo\)/);
	assert.equal((await p.headers("answered"))["so-timezone"], "NO");
	assert.equal((await p.headers("got"))["so-timezone"], "US-NY");
	const options = JSON.parse(await p.page.locator("#configuration pre").textContent());
	assert.equal(options.identity, "Id");
	assert.doesNotMatch(await (await fetch(server.guard + "/")).text(), /not-to-be-shown/);
	for (const link of await p.page.locator(".facts a").all()) assert.match(await link.getAttribute("href"), /^https:\/\/github\.com\/caddy-batchtask\/caddy-batchtask/);
});

const presets = [
	{ name: "An update", start: "200 OK" },
	{ name: "JSON Patch", start: "200 OK", type: "application/json-patch+json" },
	{ name: "A form", start: "200 OK", type: "application/x-www-form-urlencoded" },
	{ name: "XSRF call", start: "200 OK" },
	{ name: "401: no credential", start: "401 Unauthorized", title: "Neither credential nor XSRF token" },
	{ name: "400: malformed JSON", start: "400 Bad Request", detail: /line 4, .*a trailing comma/ },
	{ name: "400: unknown zone", start: "400 Bad Request", detail: /US-NY|US-CA/ },
];

playgroundTest("each example fills in the form and is sent", async (p) => {
	// In both orders, since no example may affect the next one.
	for (const preset of [...presets, ...presets.toReversed()]) {
		await p.preset(preset.name);
		assert.equal(await p.start("got"), preset.start, preset.name);
		assert.equal(await p.field("Media type").inputValue(), preset.type ?? "application/json");
		const problem = await p.problem();
		assert.equal(problem !== null, preset.start >= "400");
		if (preset.title) assert.equal(problem.title, preset.title);
		if (preset.detail) assert.match(problem.detail, preset.detail);
		assert.equal(await p.page.evaluate(() => document.activeElement.textContent), preset.name, "the focus stays");
	}
});

playgroundTest("malformed JSON is shown without indentation, with the wrong line marked", async (p) => {
	await p.preset("400: malformed JSON");
	const lines = await p.lines("sent");
	assert.deepEqual(lines, ["{", '  "BatchTaskInfo": {', '    "Id": 975,', '    "State": "Started",', "  }", "}"]);
	assert.deepEqual(await p.pane("sent").locator("mark.wrong").allTextContents(), [lines[3]]);
	const indents = await p.pane("sent").locator(".line").evaluateAll((all) => all.map((line) => getComputedStyle(line).textIndent));
	assert.deepEqual(new Set(indents), new Set(["0px"]));
});

test("on the sandbox's port the page says that the guard is bypassed", async () => {
	const direct = await openPlayground(browser, server.sandbox);
	assert.match(await direct.page.locator("#direct").textContent(), /The guard is bypassed/);
	assert.equal(await direct.summary(), "Nothing has been sent yet.");
	await direct.choose("None");
	await direct.field("Body").fill('{"Id": 1011, "Name": "Bypassed"}');
	await direct.send();
	assert.equal(await direct.start("got"), "200 OK");
	assert.deepEqual(await direct.lines("sent", "del"), []);
	assert.equal((await server.task(1011)).Name, "Bypassed");
	await direct.close();

	const guarded = await openPlayground(browser, server.guard);
	assert.equal(await guarded.page.locator("#direct").count(), 0);
	await guarded.close();
});
