// Example requests, each given by the fields that differ from a plain update.

import { samples } from "./samples.js";

const plain = {
	auth: "basic",
	mediaType: "application/json",
	accept: "application/json",
	select: "Id,State,LastStarted,TableRight/Mask",
	zone: "US-NY",
	offset: false,
};

const trailingComma = `{
  "BatchTaskInfo": {
    "Id": 975,
    "State": "Started",
  }
}`;

export const presets = [
	{ label: "An update", fields: {} },
	{ label: "JSON Patch", fields: { mediaType: "application/json-patch+json" } },
	{ label: "A form", fields: { mediaType: "application/x-www-form-urlencoded" } },
	{ label: "XSRF call", fields: { auth: "xsrf" } },
	{ label: "401: no credential", fields: { auth: "none" } },
	{ label: "400: malformed JSON", fields: { body: trailingComma } },
	{ label: "400: unknown zone", fields: { zone: "US" } },
];

export function fill(form, { fields }) {
	const all = { ...plain, ...fields };
	all.body ??= samples.get(all.mediaType);
	for (const [name, value] of Object.entries(all)) {
		if (name === "offset") form.elements.offset.checked = value;
		else form.elements[name].value = value;
	}
}
