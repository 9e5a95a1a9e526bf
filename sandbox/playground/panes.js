// Shows messages in the panes. Everything from a message goes in as text, never as HTML.

import { linesOf } from "./lines.js";

export function make(tag, className, ...content) {
	const element = document.createElement(tag);
	if (className) element.className = className;
	element.append(...content);
	return element;
}

// A message is {start, headers, dropped, body, tree, marks}: its first line, its headers as pairs and those of them that
// were not sent on, its body as text and, where that could be read, as a tree with marks.
export function showMessage(id, message) {
	const pane = document.getElementById(id);
	const title = pane.querySelector("h3").textContent;
	const content = [make("p", "start", message.start), ...headerLists(message)];
	if (message.body === "") content.push(make("p", "hint", "No body."));
	else content.push(bodyView(message, title));
	pane.querySelector(".content").replaceChildren(...content);
}

export function showNote(id, text) {
	document.getElementById(id).querySelector(".content").replaceChildren(make("p", "hint", text));
}

// Every browser and every proxy adds these to every message. They are there for whoever wants to see them.
const ordinary = /^(?:sec-.*|x-forwarded-.*|accept-language|cache-control|date|host|origin|pragma|priority|referer|server|user-agent|via)$/i;

function headerLists({ headers, dropped = [] }) {
	const special = headers.filter(([name]) => !ordinary.test(name));
	const rest = headers.filter(([name]) => ordinary.test(name));
	const lists = [headerList(special, dropped)];
	if (rest.length) {
		const label = rest.length === 1 ? "1 ordinary header" : `${rest.length} ordinary headers`;
		lists.push(make("details", "", make("summary", "", label), headerList(rest, dropped)));
	}
	return lists;
}

function headerList(headers, dropped) {
	const list = make("dl", "headers");
	for (const [name, value] of headers) {
		const pair = [make("dt", "", name), make("dd", "", value)];
		if (dropped.includes(name)) {
			pair[1] = make("dd", "", make("del", "stripped", value), make("span", "unseen", " not sent on"));
		}
		list.append(make("div", "", ...pair));
	}
	return list;
}

function bodyView(message, title) {
	const view = make("div", "document");
	// Long bodies scroll within the pane; a keyboard needs the focus there to scroll.
	view.tabIndex = 0;
	view.setAttribute("role", "region");
	view.setAttribute("aria-label", "Body of: " + title);
	if (message.tree) view.append(...linesOf(message.tree, message.marks ?? new Map()).map(lineView));
	else view.append(make("div", "line", message.body));
	return view;
}

const notes = {
	stripped: () => "stripped",
	omitted: () => "left out",
	nulled: () => "nulled",
	converted: (mark) => "was " + mark.was,
};

function lineView({ depth, label, text, close, separator, mark }) {
	const line = make("div", "line");
	line.style.setProperty("--depth", depth);
	const content = [make("span", "label", label), text, make("span", "label", close)];
	if (!mark) {
		line.append(...content, separator);
		return line;
	}
	const struck = mark.kind === "stripped" || mark.kind === "omitted";
	if (struck) line.append(make("del", mark.kind, ...content, separator));
	else line.append(make("mark", mark.kind, ...content), separator);
	// A line through the text says enough to an eye, but nothing to an ear.
	line.append(make("span", struck ? "unseen" : "note", " " + notes[mark.kind](mark)));
	return line;
}
