// Parses XML well enough to show and compare it. It does not validate: the guard and the API do.

const token = /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>|<(\/?)([^\s/>"'<]+)((?:"[^"]*"|'[^']*'|[^>"'])*?)(\/?)>|[^<]+/y;

export function readXML(source) {
	const document = { kind: "document", name: null, raw: source, children: [] };
	const open = [document];
	token.lastIndex = 0;
	while (token.lastIndex < source.length) {
		const start = token.lastIndex;
		const match = token.exec(source);
		if (!match) throw new SyntaxError(`not XML at ${start}`);
		const [raw, slash, name, , empty] = match;
		const parent = open.at(-1);
		if (!name) {
			if (raw.trim()) parent.children.push({ kind: "text", name: null, raw, children: null });
		} else if (slash) {
			if (parent.tag !== name) throw new SyntaxError(`</${name}> closes nothing`);
			open.pop();
			parent.close = raw;
			parent.raw = source.slice(parent.start, token.lastIndex);
		} else {
			const local = name.slice(name.indexOf(":") + 1);
			const element = { kind: "element", name: local, tag: name, open: raw, close: "", raw, start, children: [] };
			parent.children.push(element);
			if (!empty) open.push(element);
		}
	}
	if (open.length > 1) throw new SyntaxError(`<${open.at(-1).tag}> is not closed`);
	return document;
}

// Returns the text of an element, with references resolved.
export function textOf(node) {
	if (node.children) return node.children.map(textOf).join("");
	if (node.raw.startsWith("<![CDATA[")) return node.raw.slice(9, -3);
	if (node.raw.startsWith("<")) return "";
	return node.raw.replace(/&(?:#(\d+)|#x([\da-fA-F]+)|(\w+));/g, (all, decimal, hex, name) => {
		if (name) return { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" }[name] ?? all;
		return String.fromCodePoint(decimal ? Number(decimal) : parseInt(hex, 16));
	});
}

// Reports whether an element contains only text.
export function isLeaf(element) {
	return element.children.every((child) => child.kind === "text");
}

export function isNil(element) {
	return /\s(?:[^\s=:"']+:)?nil\s*=\s*["'](?:true|1)["']/.test(element.open);
}
