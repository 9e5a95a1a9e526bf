// Extracts the error from a response: the guard's problem document (RFC 9457), in JSON or XML, or the API's error object,
// which it sends with status 200 or 400 if a call failed.

import { textOf } from "./xml.js";

export function explain(status, tree) {
	const root = tree?.children.find((child) => child.kind === "object" || child.kind === "element");
	const member = (name) => {
		const node = root?.children.find((child) => child.name === name);
		if (!node) return undefined;
		return node.kind === "element" ? textOf(node) : String(JSON.parse(node.raw));
	};
	if (status >= 400) {
		return { title: member("title") ?? member("Message") ?? `Status ${status}`, detail: member("detail") ?? member("MessageDetail") ?? "" };
	}
	if (member("MessageDetail") !== undefined && member("Id") === undefined) {
		return { title: member("Message") ?? "The API refused", detail: member("MessageDetail") };
	}
	if (tree?.children.length === 1 && tree.children[0].raw === "null") {
		return { title: "The API responded with null", detail: "It has no task with this id." };
	}
	return null;
}
