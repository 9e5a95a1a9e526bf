// The playground for everyone: by keyboard alone, on a phone, in the dark, with a screen reader. SCREENSHOTS names a
// directory for pictures of each, to be looked at.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { chromium } from "playwright-core";

import { launch } from "../shared/chromium.mjs";
import { startServer } from "../shared/server.mjs";
import { openPlayground } from "./page.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let server, browser;

before(async () => {
	server = await startServer();
	browser = await launch(chromium);
});

after(async () => {
	await browser?.close();
	await server?.stop();
});

async function picture(playground, name) {
	if (!process.env.SCREENSHOTS) return;
	await playground.page.screenshot({ path: join(process.env.SCREENSHOTS, name + ".png"), fullPage: true });
}

const phone = { viewport: { width: 360, height: 740 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true };
const looks = {
	light: { colorScheme: "light" },
	dark: { colorScheme: "dark" },
	"phone-light": { colorScheme: "light", ...phone },
	"phone-dark": { colorScheme: "dark", ...phone },
};

for (const [name, options] of Object.entries(looks)) {
	// The checker is put into the page, which the page's own policy would refuse.
	test(`${name}: axe finds nothing, before, after and on an error`, async () => {
		const p = await openPlayground(browser, server.guard, { ...options, bypassCSP: true });
		await p.page.evaluate(axe);
		const check = async (state) => {
			await picture(p, `${name}-${state}`);
			const { violations } = await p.page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
			assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)]), [], state);
		};
		await check("before");
		await p.send();
		await check("sent");
		await p.field("Accept").selectOption("application/xml");
		await p.field("Media type").selectOption("text/xml");
		await p.send();
		await check("xml");
		await p.choose("None");
		await p.send();
		await check("problem");
		await p.close();
	});
}

test("dark is dark, and light is light", async () => {
	for (const [colorScheme, dark] of [["light", false], ["dark", true]]) {
		const p = await openPlayground(browser, server.guard, { colorScheme });
		const background = await p.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
		const [red, green, blue] = background.match(/\d+/g).map(Number);
		assert.equal(red + green + blue < 3 * 64, dark, background);
		await p.close();
	}
});

test("on a phone nothing sticks out, and the answer comes into sight", async () => {
	const p = await openPlayground(browser, server.guard, looks["phone-light"]);
	const overflow = () => p.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
	assert.equal(await overflow(), 0);
	await p.field("Body").fill(`{"Id": 975, "State": "Started", "Description": "${"long".repeat(200)}"}`);
	await p.send();
	assert.equal(await overflow(), 0);
	const edges = await p.page.locator("article").evaluateAll((panes) => panes.map((pane) => pane.getBoundingClientRect().left));
	assert.equal(new Set(edges).size, 1, "the panes are stacked");
	const top = await p.page.getByRole("status").evaluate((status) => status.getBoundingClientRect().top);
	assert.ok(top >= 0 && top < 740, `the summary is at ${top}`);
	await p.close();
});

test("on a wide screen the panes are side by side", async () => {
	const p = await openPlayground(browser, server.guard);
	const tops = await p.page.locator("article").evaluateAll((panes) => panes.map((pane) => pane.getBoundingClientRect().top));
	assert.equal(tops.length, 4);
	assert.equal(new Set(tops).size, 1);
	await p.close();
});

test("all of it can be done with the keyboard", async () => {
	const p = await openPlayground(browser, server.guard);
	const press = (key) => p.page.keyboard.press(key);
	const focus = () => p.page.evaluate(() => document.activeElement.name || document.activeElement.id || document.activeElement.textContent);
	const visible = () => p.page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle !== "none");

	// From the top of the page to the credential, and on to Bearer with the arrows of its group.
	await press("Tab");
	assert.equal(await focus(), "auth");
	await press("ArrowRight");
	await press("ArrowRight");
	await press("Tab");
	assert.equal(await focus(), "bearer");
	await p.page.keyboard.type("8A:Keyboard");
	const order = [];
	while ((await focus()) !== "body") {
		await press("Tab");
		assert.ok(await visible(), `the focus on ${await focus()} can be seen`);
		order.push(await focus());
	}
	assert.deepEqual(order, ["mediaType", "accept", "select", "zone", "offset", "body"]);
	await press("Control+Enter");
	await p.done();
	assert.equal(await p.start("got"), "200 OK");
	assert.deepEqual((await server.last()).headers.Authorization, ["Bearer 8A:Keyboard"]);
	assert.equal(await focus(), "body", "the focus stays where it was");

	// On to the button, and with it.
	await press("Tab");
	assert.equal(await focus(), "Send");
	const { number } = await server.last();
	await press("Enter");
	await p.page.waitForFunction(() => document.getElementById("summary").textContent.startsWith("200"));
	assert.equal((await server.last()).number, number + 1);

	// On through the rest: every pane that scrolls can have the focus.
	const rest = [];
	for (let i = 0; i < 12; i++) {
		await press("Tab");
		rest.push(await p.page.evaluate(() => document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent.slice(0, 20)));
	}
	for (const pane of ["1 · What you sent", "2 · What the API received", "3 · What the API answered", "4 · What you got"]) {
		assert.ok(rest.includes("Body of: " + pane), pane);
	}
	await p.close();
});

test("what happens is announced", async () => {
	const p = await openPlayground(browser, server.guard);
	assert.equal(await p.page.getByRole("status").getAttribute("aria-live"), "polite");
	await p.send();
	assert.match(await p.summary(), /^200 OK in \d+ ms · stripped: Name, StartCount · 21 nulled · 1 converted$/);
	const spoken = await p.pane("sent").locator("del + .unseen").allTextContents();
	assert.deepEqual(spoken.map((text) => text.trim()), ["not sent on", "stripped", "stripped"]);
	await p.close();
});
