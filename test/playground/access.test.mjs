// The accessibility of the playground: with only a keyboard, on a phone, in dark mode, with a screen reader. If SCREENSHOTS
// names a directory, screenshots are saved there.

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
	server = await startServer("", { sandbox: "base NO" });
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
	// The page's content security policy would not allow the checker to be injected.
	test(`${name}: axe finds no violation in any state of the page`, async () => {
		const p = await openPlayground(browser, server.guard, { ...options, bypassCSP: true });
		await p.page.evaluate(axe);
		const check = async (state) => {
			await picture(p, `${name}-${state}`);
			const { violations } = await p.page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
			assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)]), [], state);
		};
		await check("opened");
		await p.send();
		await check("sent");
		await p.page.getByText("The guard’s configuration").click();
		await p.page.getByText("The same with curl").click();
		await check("unfolded");
		await p.page.getByText("The guard’s configuration").click();
		await p.field("Accept").selectOption("application/xml");
		await p.field("Media type").selectOption("text/xml");
		await p.send();
		await check("xml");
		await p.choose("None");
		await p.send();
		await check("problem");
		await p.preset("400: malformed JSON");
		await check("malformed");
		await p.close();
	});
}

test("the page follows the colour scheme", async () => {
	for (const [colorScheme, dark] of [["light", false], ["dark", true]]) {
		const p = await openPlayground(browser, server.guard, { colorScheme });
		const background = await p.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
		const [red, green, blue] = background.match(/\d+/g).map(Number);
		assert.equal(red + green + blue < 3 * 64, dark, background);
		await p.close();
	}
});

test("on a phone nothing overflows, and the result is scrolled into view", async () => {
	const p = await openPlayground(browser, server.guard, looks["phone-light"]);
	const overflow = () => p.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
	assert.equal(await overflow(), 0);
	await p.field("Body").fill(`{"Id": 975, "State": "Started", "Description": "${"long".repeat(200)}"}`);
	await p.send();
	assert.equal(await overflow(), 0);
	const top = await p.page.getByRole("status").evaluate((status) => status.getBoundingClientRect().top);
	assert.ok(top >= 0 && top < 740, `the summary is at ${top}`);
	await p.close();
});

test("on a phone the panes are tabs", async () => {
	const p = await openPlayground(browser, server.guard, looks["phone-light"]);
	const shown = () => p.page.locator(".pane:visible").evaluateAll((panes) => panes.map((pane) => pane.id));
	const tab = (name) => p.page.getByRole("tab", { name, exact: true });
	assert.deepEqual(await shown(), ["got"]);
	await tab("1 Sent").click();
	assert.deepEqual(await shown(), ["sent"]);
	assert.equal(await p.page.getByRole("tabpanel", { name: "1 Sent" }).count(), 1);
	for (const [key, pane] of [["ArrowRight", "received"], ["ArrowLeft", "sent"], ["ArrowLeft", "got"], ["Home", "sent"], ["End", "got"], ["ArrowRight", "sent"]]) {
		await p.page.keyboard.press(key);
		assert.deepEqual(await shown(), [pane], key);
	}
	assert.deepEqual(await p.page.getByRole("tab").evaluateAll((tabs) => tabs.map((t) => t.tabIndex)), [0, -1, -1, -1]);
	// On a wide screen they are panes again.
	await p.page.setViewportSize({ width: 1440, height: 900 });
	await p.page.waitForFunction(() => document.getElementById("tabs").hidden);
	assert.equal((await shown()).length, 4);
	assert.equal(await p.page.getByRole("tablist").count(), 0);
	await p.close();
});

test("at 1440 by 900 all four panes and the form are above the fold", async () => {
	const p = await openPlayground(browser, server.guard, { viewport: { width: 1440, height: 900 } });
	for (const state of ["opened", "malformed"]) {
		if (state === "malformed") await p.preset("400: malformed JSON");
		const boxes = await p.page.locator(".pane, #request .primary, .command").evaluateAll((all) =>
			all.map((one) => [one.id || one.className, one.getBoundingClientRect()]).map(([name, { top, bottom }]) => ({ name, top, bottom })));
		assert.equal(boxes.length, 6);
		for (const { name, top, bottom } of boxes) assert.ok(top >= 0 && bottom <= 900, `${state}: ${name} from ${top} to ${bottom}`);
		assert.ok(await p.page.evaluate(() => document.getElementById("request").scrollHeight <= document.getElementById("request").clientHeight));
	}
	await p.close();
});

test("the rows of the two responses are aligned, and scroll together", async () => {
	for (const omit of [false, true]) {
		const other = omit ? await startServer("select omit", { sandbox: "base NO" }) : server;
		const p = await openPlayground(browser, other.guard, { viewport: { width: 1440, height: 900 } });
		await p.page.setViewportSize({ width: 1300, height: 900 });
		const rows = (id) => p.page.locator(`#${id} .line`).evaluateAll((lines) => lines.map((line) => {
			const name = /"(\w+)": /.exec(line.textContent)?.[1] ?? "";
			return [name, Math.round(line.getBoundingClientRect().top)];
		}));
		await p.page.waitForTimeout(100); // the heights follow the width in the next frame
		const answered = await rows("answered");
		const got = await rows("got");
		assert.equal(answered.length, got.length);
		got.forEach(([name, top], i) => {
			if (name) assert.equal(name, answered[i][0]);
			assert.equal(top, answered[i][1], name);
		});
		assert.ok(got.some(([name]) => name === "Mask") && got.length > 24);
		await p.page.locator("#answered .document").evaluate((view) => { view.scrollTop = 150; });
		await p.page.waitForFunction(() => document.querySelector("#got .document").scrollTop === 150);
		await p.close();
		if (omit) await other.stop();
	}
});

test("paths are broken at slashes", async () => {
	const p = await openPlayground(browser, server.guard);
	const parts = await p.pane("sent").locator(".start").evaluate((start) => [...start.childNodes].filter((n) => n.nodeType === 3).map((n) => n.data));
	assert.deepEqual(parts.slice(0, 6), ["POST /", "api/", "v1/", "Agents/", "Batch/", "UpdateBatchTask?"]);
	await p.close();
});

test("everything can be done with the keyboard", async () => {
	const p = await openPlayground(browser, server.guard);
	const press = (key) => p.page.keyboard.press(key);
	const focus = () => p.page.evaluate(() => document.activeElement.name || document.activeElement.id || document.activeElement.textContent);
	const visible = () => p.page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle !== "none");

	// Tab past the links and the examples to the credential, and use the arrow keys to choose Bearer.
	for (let i = 0; i < 12 && (await focus()) !== "auth"; i++) await press("Tab");
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
	await p.exchange(() => press("Control+Enter"));
	assert.equal(await p.start("got"), "200 OK");
	assert.deepEqual((await server.last()).headers.Authorization, ["Bearer 8A:Keyboard"]);
	assert.equal(await focus(), "results-heading", "the focus goes to the result");

	// The same with the button.
	await p.page.getByRole("button", { name: "Send", exact: true }).focus();
	const { number } = await server.last();
	await p.exchange(() => press("Enter"));
	assert.equal((await server.last()).number, number + 1);
	assert.equal(await focus(), "results-heading");

	// Every pane that scrolls can be focused.
	const rest = [];
	for (let i = 0; i < 12; i++) {
		await press("Tab");
		rest.push(await p.page.evaluate(() => document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent.slice(0, 20)));
	}
	for (const pane of ["1 · What you sent", "2 · What the API received", "3 · What the API sent", "4 · What you got"]) {
		assert.ok(rest.includes("Body of: " + pane), pane);
	}
	await p.close();
});

test("results are announced", async () => {
	const p = await openPlayground(browser, server.guard);
	assert.equal(await p.page.getByRole("status").getAttribute("aria-live"), "polite");
	await p.send();
	assert.match(await p.summary(), /^200 OK in \d+ ms · stripped: Name, StartCount · 21 nulled · 1 converted$/);
	const spoken = await p.pane("sent").locator("del + .unseen").allTextContents();
	assert.deepEqual(spoken.map((text) => text.trim()), ["not forwarded", "stripped", "stripped"]);
	await p.close();
});
