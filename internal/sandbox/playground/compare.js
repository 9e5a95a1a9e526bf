// Compares two trees and says what the guard did to each node. A mark is {kind, was}: kind is stripped, omitted, nulled,
// converted or kept, and was is the text before a conversion.

import { isLeaf, isNil } from "./xml.js";

// What is in the request that was sent and not in the one that arrived.
export function markStripped(sent, received) {
	const marks = new Map();
	const walk = (before, after) => {
		// Only a JSON Patch is an array here, and its operations are told apart by their text.
		const same = before.kind === "array" ? sameText : sameName;
		for (const [child, counterpart] of pair(before.children, after.children, same)) {
			if (!counterpart) marks.set(child, { kind: "stripped" });
			else if (child.raw !== counterpart.raw && child.children && counterpart.children) walk(child, counterpart);
		}
	};
	walk(sent, received);
	return marks;
}

// What is in the answer that was sent by the API and not in the one that arrived, or is there with another value; and if
// anything was taken away, what was kept. Counterparts are the nodes of the one by those of the other.
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

// Brings each node together with its counterpart, if it has one. The guard takes away but never moves, so the counterparts
// are in the same order.
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

// Roots and the items of an array have no name, and are the same by their place.
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
