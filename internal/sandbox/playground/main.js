// The page: handles the form, sends requests, and fills the four panes.

import { alignLines, keepAligned } from "./align.js";
import { markReshaped, markStripped } from "./compare.js";
import { curlLine } from "./curl.js";
import { readDocument } from "./documents.js";
import { linesOf } from "./lines.js";
import { breakable, make, showLegend, showMessage, showNote } from "./panes.js";
import { fill, presets } from "./presets.js";
import { compose, cookieValue, hiddenToken, send } from "./request.js";
import { samples } from "./samples.js";
import { startTabs } from "./tabs.js";
import { explain } from "./trouble.js";

const form = document.getElementById("request");
const fields = form.elements;
const summary = document.getElementById("summary");
const problem = document.getElementById("problem");
const results = document.getElementById("results");

// The edited body of each media type.
const drafts = new Map(samples);
let shownType = "";
// The running exchange, and whether another one is waiting for it.
let current = Promise.resolve();
let waiting = false;

start();

function start() {
	for (const mediaType of samples.keys()) fields.mediaType.append(new Option(mediaType));
	fields.token.value = cookieValue() || hiddenToken(form);
	form.addEventListener("input", refresh);
	form.addEventListener("submit", (event) => {
		event.preventDefault();
		exchange().then(turnToResult);
	});
	form.addEventListener("keydown", (event) => {
		if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
	});
	document.getElementById("sample").addEventListener("click", () => {
		fields.body.value = samples.get(fields.mediaType.value);
		refresh();
	});
	document.getElementById("copy").addEventListener("click", copy);
	for (const preset of presets) offerPreset(preset);
	startTabs();
	for (const options of document.querySelectorAll("#configuration pre")) options.replaceChildren(...breakable(options.textContent));
	// After a reload the browser may have restored the form.
	const fresh = !fields.body.value;
	if (fresh) showDraft();
	shownType = fields.mediaType.value;
	refresh();
	offerZones();
	// Without the guard the example would change protected properties.
	if (fresh && !document.getElementById("direct")) exchange().then(() => { document.getElementById("origin").hidden = false; });
}

function offerPreset(preset) {
	const button = make("button", "", preset.label);
	button.type = "button";
	button.addEventListener("click", () => {
		fill(form, preset);
		if (preset.fields.auth === "xsrf") fields.token.value = cookieValue() || hiddenToken(form);
		shownType = fields.mediaType.value;
		refresh();
		// The focus stays on the button, ready for the next example.
		exchange().then(comeIntoSight);
	});
	document.getElementById("presets").append(button);
}

function turnToResult() {
	document.getElementById("results-heading").focus({ preventScroll: true });
	comeIntoSight();
}

// On a small screen the results are below the form.
function comeIntoSight() {
	if (results.getBoundingClientRect().top > innerHeight * 0.3) results.scrollIntoView();
}

function refresh() {
	if (shownType && shownType !== fields.mediaType.value) showDraft();
	drafts.set(fields.mediaType.value, fields.body.value);
	for (const group of form.querySelectorAll("[data-auth]")) group.hidden = group.dataset.auth !== fields.auth.value;
	document.getElementById("curl").replaceChildren(...breakable(curlLine(compose(form), location.origin)));
}

function showDraft() {
	shownType = fields.mediaType.value;
	fields.body.value = drafts.get(shownType);
}

// Sends one request at a time, because the sandbox keeps only the last exchange.
async function exchange() {
	if (waiting) return;
	waiting = true;
	await current;
	waiting = false;
	current = run();
	await current;
}

async function run() {
	document.getElementById("origin").hidden = true;
	summary.textContent = "Sending…";
	problem.replaceChildren();
	try {
		const before = await lastExchange();
		const request = compose(form);
		const started = performance.now();
		const response = await send(request);
		const body = await response.text();
		const took = Math.round(performance.now() - started);
		const last = await lastExchange();
		show(request, { response, body, took }, last && last.number !== before?.number ? last : null);
	} catch (error) {
		summary.textContent = "Not sent.";
		complain("The request could not be sent", error.message);
	}
	results.dataset.exchanges = Number(results.dataset.exchanges ?? 0) + 1;
}

// Returns the sandbox's record of the last request, or null if there was none.
async function lastExchange() {
	const response = await fetch("/sandbox/last", { headers: { Accept: "application/json" }, cache: "no-store" });
	if (!response.ok) throw new Error(`Could not read the last exchange from the sandbox: status ${response.status}.`);
	return response.json();
}

function show(request, answer, arrived) {
	const gotType = answer.response.headers.get("Content-Type") ?? "";
	const got = {
		start: `${answer.response.status} ${answer.response.statusText}`.trim(),
		headers: [...answer.response.headers],
		body: answer.body,
		tree: readDocument(answer.body, gotType),
	};
	const sent = {
		start: `${request.method} ${request.uri}`,
		headers: request.cookie ? [...request.headers, ["Cookie", "XSRF-TOKEN=" + request.cookie]] : request.headers,
		body: request.body,
		tree: readDocument(request.body, fields.mediaType.value),
	};
	const trouble = explain(answer.response.status, got.tree);
	sent.wrong = Number(/\bline (\d+)/.exec(trouble?.detail ?? "")?.[1] ?? 0);
	let reshaped = { marks: new Map(), counterparts: new Map() };
	let marks = new Map();
	if (arrived) {
		const received = { start: `${arrived.method} ${arrived.uri}`, ...message(arrived) };
		const answered = { start: String(arrived.answer.status), ...message(arrived.answer) };
		if (sent.tree && received.tree) marks = markStripped(sent.tree, received.tree);
		received.lines = linesFor(received, new Map());
		if (answered.tree && got.tree) reshaped = markReshaped(answered.tree, got.tree);
		answered.lines = linesFor(answered, reshaped.marks);
		got.lines = linesFor(got, reshaped.marks);
		if (answered.lines && got.lines) {
			[answered.lines, got.lines] = alignLines(answered.lines, got.lines, reshaped.counterparts);
		}
		const kept = new Set(received.headers.map(([name, value]) => `${name.toLowerCase()}: ${value}`));
		sent.dropped = sent.headers.filter(([name, value]) => !kept.has(`${name.toLowerCase()}: ${value}`)).map(([name]) => name);
		showMessage("received", received);
		keepAligned(showMessage("answered", answered), showMessage("got", got));
	} else {
		got.lines = linesFor(got, new Map());
		showMessage("got", got);
		showNote("received", "Nothing: the guard responded by itself.");
		showNote("answered", "Nothing: it was not asked.");
	}
	sent.lines = linesFor(sent, marks);
	showMessage("sent", sent);
	const kinds = new Set([...marks.values(), ...reshaped.marks.values()].map(({ kind }) => kind));
	if (!sent.lines && sent.wrong) kinds.add("wrong");
	if (sent.dropped?.length) kinds.add("stripped");
	showLegend(kinds);
	summary.textContent = summarise(got, answer, arrived, reshaped.marks);
	if (trouble) complain(trouble.title, trouble.detail);
}

function linesFor({ body, tree }, marks) {
	return tree && body !== "" ? linesOf(tree, marks) : null;
}

function message({ headers, body, bodyEncoding }) {
	const pairs = Object.entries(headers).flatMap(([name, values]) => values.map((value) => [name, value]));
	const type = headers["Content-Type"]?.[0] ?? "";
	return { headers: pairs, body, tree: bodyEncoding === "utf-8" ? readDocument(body, type) : null };
}

function summarise(got, answer, arrived, marks) {
	const said = [`${got.start} in ${answer.took} ms`];
	const stripped = answer.response.headers.get("X-Stripped-Properties");
	if (stripped) said.push("stripped: " + stripped);
	const counts = { nulled: 0, omitted: 0, converted: 0, kept: 0 };
	for (const mark of marks.values()) counts[mark.kind]++;
	if (counts.nulled) said.push(`${counts.nulled} nulled`);
	if (counts.omitted) said.push(`${counts.omitted} left out`);
	if (counts.converted) said.push(`${counts.converted} converted`);
	if (!arrived) said.push("the API received nothing");
	return said.join(" · ");
}

function complain(title, detail) {
	problem.replaceChildren(make("strong", "", title), make("p", "", detail));
}

async function copy() {
	const line = document.getElementById("curl");
	const button = document.getElementById("copy");
	try {
		await navigator.clipboard.writeText(line.textContent);
		button.textContent = "Copied";
	} catch {
		// The clipboard requires a secure context. Without one, select the command for the user to copy.
		getSelection().selectAllChildren(line);
		button.textContent = "Selected";
	}
	setTimeout(() => { button.textContent = "Copy"; }, 2000);
}

// Suggests zones; the field accepts any other text too.
async function offerZones() {
	const list = document.getElementById("zones");
	const offer = (value, label) => list.append(new Option(label, value));
	offer("+02:00", "a fixed offset");
	offer("Asia/Tokyo", "an IANA name");
	try {
		const response = await fetch("/api/v1/MDOList/timezoneiana", { headers: { Accept: "application/json" } });
		for (const item of await response.json()) {
			offer(new URLSearchParams(item.ExtraInfo).get("locationCode"), item.Name);
		}
	} catch {
		offer("UTC", "UTC");
	}
}
