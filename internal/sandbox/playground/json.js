// Parses JSON but keeps its source text, because JSON.parse would round large numbers.

const token = /[ \t\r\n]*(?:([{}[\],:])|("(?:[^"\\\u0000-\u001f]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null))/y;

export function readJSON(source) {
	const reader = new Reader(source);
	const root = reader.value(null, "");
	reader.end();
	return root;
}

class Reader {
	constructor(source) {
		this.source = source.startsWith("\ufeff") ? source.slice(1) : source;
		this.position = 0;
		this.next();
	}

	// Advances to the next token: a punctuation mark or a scalar.
	next() {
		this.before = this.position;
		token.lastIndex = this.position;
		const match = token.exec(this.source);
		[this.mark, this.scalar] = match ? [match[1], match[2]] : [undefined, undefined];
		if (match) this.position = token.lastIndex;
		this.start = match ? this.position - (this.mark ?? this.scalar).length : this.position;
	}

	take(mark) {
		if (this.mark !== mark) throw new SyntaxError(`${mark} is missing at ${this.start}`);
		this.next();
	}

	end() {
		if (this.mark || this.scalar || this.source.slice(this.before).trim()) throw new SyntaxError("more than one value");
	}

	// Parses the value of the member with this name; key is the name as written.
	value(name, key) {
		if (this.scalar !== undefined) {
			const raw = this.scalar;
			this.next();
			return { kind: "value", name, key, raw, children: null };
		}
		const kind = { "{": "object", "[": "array" }[this.mark];
		if (!kind) throw new SyntaxError(`a value is missing at ${this.start}`);
		const start = this.start;
		const close = kind === "object" ? "}" : "]";
		const children = [];
		this.take(this.mark);
		while (this.mark !== close) {
			if (children.length) this.take(",");
			children.push(kind === "object" ? this.member() : this.value(null, ""));
		}
		const raw = this.source.slice(start, this.start + 1);
		this.take(close);
		return { kind, name, key, raw, children };
	}

	member() {
		const key = this.scalar;
		if (!key?.startsWith('"')) throw new SyntaxError(`a name is missing at ${this.start}`);
		this.next();
		this.take(":");
		return this.value(JSON.parse(key), key);
	}
}
