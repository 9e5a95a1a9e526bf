// Shows messages in the panes. Message content is always inserted as text, never as HTML.

export function make(tag, className, ...content) {
	const element = document.createElement(tag);
	if (className) element.className = className;
	element.append(...content);
	return element;
}

// A message is {start, headers, dropped, body, lines, wrong}: its first line; its headers as pairs; the names of headers
// that were not forwarded; its body as text and, if it could be parsed, as lines (see lines.js), with null where only the
// message beside it has a line; and the number of the line with an error. Returns the element that shows the body.
export function showMessage(id, message) {
	const pane = document.getElementById(id);
	const title = pane.querySelector("h3").textContent;
	const content = [make("p", "start", ...breakable(message.start)), make("div", "fields-sent", ...headerLists(message))];
	const body = message.body === "" ? make("p", "hint", "No body.") : bodyView(message, title);
	pane.querySelector(".content").replaceChildren(...content, body);
	return body;
}

// Allows line breaks after separators, so that long paths do not break within a word.
export function breakable(text) {
	return text.split(/(?<=[/?&,;])/).flatMap((part) => [part, document.createElement("wbr")]).slice(0, -1);
}

export function showNote(id, text) {
	document.getElementById(id).querySelector(".content").replaceChildren(make("p", "hint", text));
}

// Headers that browsers and proxies add to every message. They are shown collapsed.
const ordinary = /^(?:sec-.*|x-forwarded-.*|accept-encoding|accept-language|cache-control|content-length|date|host|origin|pragma|priority|referer|server|user-agent|via)$/i;

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
		const pair = [make("dt", "", name), make("dd", "", ...breakable(value))];
		if (dropped.includes(name)) {
			pair[1] = make("dd", "", make("del", "stripped", value), make("span", "unseen", " not forwarded"));
		}
		list.append(make("div", "", ...pair));
	}
	return list;
}

function bodyView(message, title) {
	const view = make("div", "document");
	// A long body scrolls within the pane, which must be focusable to scroll with the keyboard.
	view.tabIndex = 0;
	view.setAttribute("role", "region");
	view.setAttribute("aria-label", "Body of: " + title);
	if (message.lines) view.append(...message.lines.map(lineView));
	else view.append(...message.body.split("\n").map((text, i) => plainView(text, i + 1 === message.wrong)));
	return view;
}

// A body that can't be parsed is shown as plain text, with the line highlighted that the guard reports.
function plainView(text, wrong) {
	return make("div", "line plain", wrong ? make("mark", "wrong", text) : text);
}

const notes = {
	stripped: () => "stripped",
	omitted: () => "left out",
	converted: (mark) => "was " + mark.was,
};

function lineView(shown) {
	if (!shown) return make("div", "line filler");
	const { depth, label, text, close, separator, mark } = shown;
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
	// Screen readers do not announce strikethrough. A nulled value needs no note, as it reads null.
	const note = notes[mark.kind]?.(mark);
	if (note) line.append(make("span", struck ? "unseen" : "note", " " + note));
	return line;
}

const meanings = {
	stripped: ["struck out", "stripped, not forwarded"],
	omitted: ["struck out", "left out, not selected"],
	kept: ["bold", "selected, unchanged"],
	converted: ["tinted", "converted to the zone"],
	nulled: ["dimmed", "nulled, not selected"],
	wrong: ["marked", "the line that the guard can’t read"],
};

// Shows a legend entry for each kind of mark on the page.
export function showLegend(kinds) {
	const entries = Object.keys(meanings).filter((kind) => kinds.has(kind)).map((kind) => {
		const [look, meaning] = meanings[kind];
		const struck = kind === "stripped" || kind === "omitted";
		return make("li", "", make(struck ? "del" : "mark", kind, look), " " + meaning);
	});
	document.getElementById("legend").replaceChildren(...entries);
}
