// Formats a tree as lines, one per value. A line is {depth, label, text, close, separator, mark, node, end}: the name or tag
// of the value, the value, its closing tag, and the separator that follows; node is the node that the line begins or, if
// end is set, ends.

import { isLeaf } from "./xml.js";

export function linesOf(document, marks) {
	const lines = [];
	for (const child of document.children) write(child, 0, "", null);
	return lines;

	function write(node, depth, separator, outer) {
		// The children of a removed node were removed with it.
		const mark = outer ?? marks.get(node) ?? null;
		const inner = mark && (mark.kind === "stripped" || mark.kind === "omitted") ? mark : null;
		const put = (line) => lines.push({ depth, label: "", text: "", close: "", separator: "", mark, node, end: false, ...line });
		switch (node.kind) {
		case "object":
		case "array": {
			const [open, close] = node.kind === "object" ? "{}" : "[]";
			const label = node.key ? node.key + ": " : "";
			if (node.children.length === 0) return put({ label, text: open + close, separator });
			put({ label, text: open });
			writeAll(node.children, depth + 1, ",", inner);
			return put({ text: close, separator, end: true });
		}
		case "value":
			return put({ label: node.key ? node.key + ": " : "", text: node.raw, separator });
		case "element":
			if (isLeaf(node)) {
				return put({ label: node.open, text: node.children.map((child) => child.raw).join(""), close: node.close });
			}
			put({ label: node.open });
			writeAll(node.children, depth + 1, "", inner);
			return put({ close: node.close, end: true });
		case "form":
			return writeAll(node.children, depth, "&", inner);
		default:
			return put({ text: node.raw, separator });
		}
	}

	function writeAll(nodes, depth, separator, outer) {
		nodes.forEach((node, i) => write(node, depth, i < nodes.length - 1 ? separator : "", outer));
	}
}
