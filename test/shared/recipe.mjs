// Reads recipes from the documentation, so that the tests run what an operator copies.

import { readFileSync } from "node:fs";

const page = readFileSync(new URL("../../docs/recipes.md", import.meta.url), "utf8");

// Returns the directives of the site in the first Caddyfile under a heading. Each key in replacements is replaced by its value.
export function recipe(heading, replacements) {
	const section = page.split(`\n## ${heading}\n`)[1];
	const caddyfile = /```caddyfile\n(.*?)\n```/s.exec(section ?? "")?.[1];
	const site = /^\S+ \{\n(.*?)\n\}$/ms.exec(caddyfile?.replace(/^\{\n.*?\n\}\n/s, "") ?? "")?.[1];
	if (!site) throw new Error(`there is no recipe "${heading}"`);
	return Object.entries(replacements).reduce((text, [from, to]) => text.replaceAll(from, to), site);
}
