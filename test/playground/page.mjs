// The playground as a user sees it: fields are found by their labels, and panes by their headings.

import assert from "node:assert/strict";

const headings = {
	sent: "1 · What you sent",
	received: "2 · What the API received",
	answered: "3 · What the API sent",
	got: "4 · What you got",
};

export async function openPlayground(browser, url, options = {}) {
	const context = await browser.newContext({ viewport: { width: 1440, height: 1000 }, ...options });
	const page = await context.newPage();
	const errors = [];
	page.on("pageerror", (error) => errors.push(error.message));
	// Browsers also log a refused request as an error.
	page.on("console", (message) => {
		if (message.type() === "error" && !/the server responded with a status of 4/.test(message.text())) errors.push(message.text());
	});
	await page.goto(url + "/");
	const playground = new Playground(page, context, errors);
	await playground.opened();
	return playground;
}

class Playground {
	constructor(page, context, errors) {
		Object.assign(this, { page, context, errors });
	}

	// Closes the page and checks that there was no script error and no violation of its content security policy.
	async close() {
		await this.context.close();
		assert.deepEqual(this.errors, []);
	}

	// The page is ready when it offers its zones and, unless the guard is bypassed, has sent its example.
	async opened() {
		await this.page.waitForFunction(() => document.querySelectorAll("#zones option").length > 10 &&
			(document.getElementById("direct") || document.getElementById("results").dataset.exchanges));
	}

	field(label) {
		return this.page.getByLabel(label, { exact: true });
	}

	async choose(credential) {
		await this.page.getByRole("radio", { name: credential, exact: true }).check();
	}

	send() {
		return this.exchange(() => this.page.getByRole("button", { name: "Send", exact: true }).click());
	}

	preset(name) {
		return this.exchange(() => this.page.getByRole("button", { name, exact: true }).click());
	}

	// Calls act, which sends a request, and waits until the result is shown.
	async exchange(act) {
		const exchanges = () => Number(document.getElementById("results").dataset.exchanges ?? 0);
		const before = await this.page.evaluate(exchanges);
		await act();
		await this.page.waitForFunction((n) => Number(document.getElementById("results").dataset.exchanges ?? 0) > n, before);
	}

	summary() {
		return this.page.getByRole("status").textContent();
	}

	pane(name) {
		return this.page.getByRole("article", { name: headings[name], exact: true });
	}

	start(name) {
		return this.pane(name).locator(".start").textContent();
	}

	// Returns the headers in a pane, by their lower-case names.
	async headers(name) {
		const pairs = await this.pane(name).locator(".headers > div").evaluateAll((rows) =>
			rows.map((row) => [row.querySelector("dt").textContent.toLowerCase(), (row.querySelector("dd del") ?? row.querySelector("dd")).textContent]));
		return Object.fromEntries(pairs);
	}

	// Returns the lines of the body in a pane, without notes, or only the parts with a mark.
	lines(name, mark = ".line") {
		return this.pane(name).locator(mark + ":not(.filler)").evaluateAll((lines) => lines.map((line) => {
			const copy = line.cloneNode(true);
			for (const note of copy.querySelectorAll(".note, .unseen")) note.remove();
			return copy.textContent;
		}));
	}

	notes(name) {
		return this.pane(name).locator(".note").allTextContents();
	}

	problem() {
		return this.page.getByRole("alert").evaluate((alert) =>
			alert.childElementCount === 0 ? null : { title: alert.children[0].textContent, detail: alert.children[1].textContent });
	}

	curl() {
		return this.page.locator("#curl").textContent();
	}
}
