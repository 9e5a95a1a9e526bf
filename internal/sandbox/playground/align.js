// Aligns the lines of two bodies shown side by side, so that matching lines are at the same height.

// Inserts null into one list wherever only the other has a line. counterparts maps each node of the first document to its
// node in the second.
export function alignLines(first, second, counterparts) {
	const begins = new Map();
	const ends = new Map();
	second.forEach((line, i) => (line.end ? ends : begins).set(line.node, i));
	const rows = [];
	let next = 0;
	for (const line of first) {
		const place = (line.end ? ends : begins).get(counterparts.get(line.node));
		if (place === undefined || place < next) {
			rows.push([line, null]);
			continue;
		}
		while (next < place) rows.push([null, second[next++]]);
		rows.push([line, second[next++]]);
	}
	while (next < second.length) rows.push([null, second[next++]]);
	return [rows.map(([line]) => line), rows.map(([, line]) => line)];
}

// Gives matching rows the same height and scrolls both views together.
export function keepAligned(one, other) {
	const even = () => {
		const rows = [...one.children].map((row, i) => [row, other.children[i]]).filter(([, twin]) => twin);
		for (const row of rows.flat()) row.style.minHeight = "";
		if (one.offsetTop !== other.offsetTop || !one.offsetHeight || !other.offsetHeight) return;
		const heights = rows.map((pair) => Math.max(...pair.map((row) => row.getBoundingClientRect().height)));
		rows.forEach((pair, i) => {
			for (const row of pair) row.style.minHeight = heights[i] + "px";
		});
	};
	let width = 0;
	new ResizeObserver(() => {
		const now = one.clientWidth + other.clientWidth;
		if (now !== width) even();
		width = now;
	}).observe(one);
	for (const [from, to] of [[one, other], [other, one]]) {
		from.addEventListener("scroll", () => {
			if (to.scrollTop !== from.scrollTop) to.scrollTop = from.scrollTop;
		});
	}
}
