// The page: the form, the four panes, and what happens when a request is sent.

import { markReshaped, markStripped } from "./compare.js";
import { curlLine } from "./curl.js";
import { readDocument } from "./documents.js";
import { make, showMessage, showNote } from "./panes.js";
import { compose, cookieValue, hiddenToken, send } from "./request.js";
import { samples } from "./samples.js";
import { explain } from "./trouble.js";

const form = document.getElementById("request");
const fields = form.elements;
const summary = document.getElementById("summary");
const problem = document.getElementById("problem");

// What was written stays with its media type while another one is tried.
const drafts = new Map(samples);
let shownType = "";
let sending = false;

start();

function start() {
	for (const mediaType of samples.keys()) fields.mediaType.append(new Option(mediaType));
	fields.token.value = cookieValue() || hiddenToken(form);
	form.addEventListener("input", refresh);
	form.addEventListener("submit", (event) => {
		event.preventDefault();
		exchange();
	});
	form.addEventListener("keydown", (event) => {
		if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
	});
	document.getElementById("sample").addEventListener("click", () => {
		fields.body.value = samples.get(fields.mediaType.value);
		refresh();
	});
	document.getElementById("copy").addEventListener("click", copy);
	// A browser brings back what was in the form before a reload; the page starts from that.
	if (!fields.body.value) showDraft();
	shownType = fields.mediaType.value;
	refresh();
	offerZones();
}

function refresh() {
	if (shownType && shownType !== fields.mediaType.value) showDraft();
	drafts.set(fields.mediaType.value, fields.body.value);
	for (const group of form.querySelectorAll("[data-auth]")) group.hidden = group.dataset.auth !== fields.auth.value;
	document.getElementById("curl").textContent = curlLine(compose(form), location.origin);
}

function showDraft() {
	shownType = fields.mediaType.value;
	fields.body.value = drafts.get(shownType);
}

async function exchange() {
	if (sending) return;
	sending = true;
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
	} finally {
		sending = false;
	}
}

// The sandbox's account of the last request that reached it, or null before the first.
async function lastExchange() {
	const response = await fetch("/sandbox/last", { headers: { Accept: "application/json" }, cache: "no-store" });
	if (!response.ok) throw new Error(`The sandbox's account of the exchange is not to be had: status ${response.status}.`);
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
	if (arrived) {
		const received = { start: `${arrived.method} ${arrived.uri}`, ...message(arrived) };
		const answered = { start: String(arrived.answer.status), ...message(arrived.answer) };
		if (sent.tree && received.tree) sent.marks = markStripped(sent.tree, received.tree);
		if (answered.tree && got.tree) answered.marks = got.marks = markReshaped(answered.tree, got.tree);
		const kept = new Set(received.headers.map(([name, value]) => `${name.toLowerCase()}: ${value}`));
		sent.dropped = sent.headers.filter(([name, value]) => !kept.has(`${name.toLowerCase()}: ${value}`)).map(([name]) => name);
		showMessage("received", received);
		showMessage("answered", answered);
	} else {
		showNote("received", "Nothing: the guard answered by itself.");
		showNote("answered", "Nothing: it was not asked.");
	}
	showMessage("sent", sent);
	showMessage("got", got);
	summary.textContent = summarise(got, answer, arrived);
	const trouble = explain(answer.response.status, got.tree);
	if (trouble) complain(trouble.title, trouble.detail);
	// On a small screen the panes are out of sight.
	const results = document.getElementById("results");
	if (results.getBoundingClientRect().top > innerHeight * 0.8) results.scrollIntoView();
}

function message({ headers, body, bodyEncoding }) {
	const pairs = Object.entries(headers).flatMap(([name, values]) => values.map((value) => [name, value]));
	const type = headers["Content-Type"]?.[0] ?? "";
	return { headers: pairs, body, tree: bodyEncoding === "utf-8" ? readDocument(body, type) : null };
}

function summarise(got, answer, arrived) {
	const said = [`${got.start} in ${answer.took} ms`];
	const stripped = answer.response.headers.get("X-Stripped-Properties");
	if (stripped) said.push("stripped: " + stripped);
	const counts = { nulled: 0, omitted: 0, converted: 0 };
	for (const mark of got.marks?.values() ?? []) counts[mark.kind]++;
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
		// Without a secure context there is no clipboard; then the line is selected, for the user to copy.
		getSelection().selectAllChildren(line);
		button.textContent = "Selected";
	}
	setTimeout(() => { button.textContent = "Copy"; }, 2000);
}

// The codes are a help for writing; without them the field still takes any zone.
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
