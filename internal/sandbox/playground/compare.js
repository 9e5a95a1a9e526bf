// Compares two trees and marks what the guard did to each node. A mark is {kind, was}: kind is stripped, omitted, nulled,
// converted or kept; was is the text before a conversion.

import { isLeaf, isNil } from "./xml.js";

// Marks the nodes of the sent request that the API did not receive.
export function markStripped(sent, received) {
	const marks = new Map();
	const walk = (before, after) => {
		// The only array is a JSON Patch, whose operations are identified by their text.
		const same = before.kind === "array" ? sameText : sameName;
		for (const [child, counterpart] of pair(before.children, after.children, same)) {
			if (!counterpart) marks.set(child, { kind: "stripped" });
			else if (child.raw !== counterpart.raw && child.children && counterpart.children) walk(child, counterpart);
		}
	};
	walk(sent, received);
	return marks;
}

// Marks the nodes of the API's response that the client did not get or got with another value and, if anything was removed,
// those that were kept. counterparts maps the nodes of the API's response to those of the client's.
export function markReshaped(answered, got) {
	const marks = new Map();
	const counterparts = new Map();
	const kept = [];
	const walk = (before, after) => {
		for (const [child, counterpart] of pair(before.children, after.children, sameName)) {
			if (!counterpart) {
				marks.set(child, { kind: "omitted" });
				continue;
			}
			counterparts.set(child, counterpart);
			if (child.raw !== counterpart.raw) mark(child, counterpart);
			else if (isScalar(child)) kept.push(counterpart);
			else if (child.children) walk(child, counterpart);
		}
	};
	const mark = (before, after) => {
		if (isNull(after)) {
			if (!isNull(before)) marks.set(after, { kind: "nulled" });
		} else if (isScalar(before) && isScalar(after)) {
			if (content(before) !== content(after)) marks.set(after, { kind: "converted", was: content(before) });
		} else if (before.children && after.children) {
			walk(before, after);
		}
	};
	walk(answered, got);
	if ([...marks.values()].some(({ kind }) => kind !== "converted")) {
		for (const node of kept) marks.set(node, { kind: "kept" });
	}
	return { marks, counterparts };
}

// Pairs each node with its counterpart, or null. The guard removes nodes but never moves them, so the order is the same.
function pair(before, after, same) {
	let next = 0;
	return before.map((child) => {
		const i = after.findIndex((other, n) => n >= next && same(child, other));
		if (i < 0) return [child, null];
		next = i + 1;
		return [child, after[i]];
	});
}

function sameText(a, b) {
	return a.raw === b.raw;
}

// Roots and array items have no name, and so match by position.
function sameName(a, b) {
	return a.name === b.name && (a.kind === "text") === (b.kind === "text");
}

function isNull(node) {
	return node.kind === "value" ? node.raw === "null" : node.kind === "element" && isNil(node);
}

function isScalar(node) {
	return node.kind === "value" || (node.kind === "element" && isLeaf(node));
}

function content(node) {
	return node.kind === "element" ? node.children.map((child) => child.raw).join("") : node.raw;
}
