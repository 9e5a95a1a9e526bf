// Parses a body into a tree, so that bodies in all formats can be compared and shown in the same way.
//
// A node has:
//   kind      object, array, value (JSON), element, text (XML), form, field, or document, the root of each tree
//   name      the name of the member, element or field, or null
//   raw       its source text, byte for byte; in particular, numbers are never reformatted
//   children  its child nodes, or null for a leaf

import { readJSON } from "./json.js";
import { readXML } from "./xml.js";

// Returns null for a malformed body or an unknown format.
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
