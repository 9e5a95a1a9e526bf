// Reads a body as a tree, so that two bodies can be compared and shown in the same way whatever they are written in.
//
// A node has:
//   kind      object, array, value (JSON), element, text (XML), form, field, or document, the root of each tree
//   name      what it is known by among its siblings, or null
//   raw       the text that it was read from, byte for byte; numbers in particular are never rewritten
//   children  its nodes, or null if it is a leaf

import { readJSON } from "./json.js";
import { readXML } from "./xml.js";

// A body that can't be read, or is in none of the formats, is null.
export function readDocument(body, contentType) {
	const mediaType = contentType.split(";")[0].trim().toLowerCase();
	try {
		let root = null;
		if (mediaType.endsWith("json")) root = readJSON(body);
		else if (mediaType.endsWith("xml")) return readXML(body);
		else if (mediaType === "application/x-www-form-urlencoded") root = readForm(body);
		return root && { kind: "document", name: null, raw: body, children: [root] };
	} catch (error) {
		if (error instanceof SyntaxError) return null;
		throw error;
	}
}

function readForm(body) {
	const children = body.split("&").filter(Boolean).map((raw) => {
		const name = raw.split("=")[0];
		return { kind: "field", name, raw, children: null };
	});
	return { kind: "form", name: null, raw: body, children };
}
