// The vendor's client in a page. The browser loads its ES modules one by one from the package, without a bundler. The page has
// the guard's origin, like an application that is served next to the API; Playwright serves it.

import { readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

const packages = fileURLToPath(new URL("node_modules/", import.meta.url));

// The modules of the packages that the client imports by name.
const imports = {
	"@superoffice/webapi": "/modules/@superoffice/webapi/dist/esm/WebApi.js",
	axios: "/modules/axios/dist/esm/axios.js",
	dayjs: "/modules/dayjs/esm/index.js",
	tslib: "/modules/tslib/tslib.es6.mjs",
};
for (const plugin of ["duration", "utc", "timezone", "customParseFormat", "isoWeek", "dayOfYear", "quarterOfYear"]) {
	imports[`dayjs/plugin/${plugin}.js`] = `/modules/dayjs/esm/plugin/${plugin}/index.js`;
}

const html = (token) => `<!doctype html>
<meta charset="utf-8">
<title>An application</title>
<link rel="icon" href="data:,">
<script type="importmap">${JSON.stringify({ imports })}</script>
<input type="hidden" name="XSRF_TOKEN" id="XSRF_TOKEN" value="${token}">
<script type="module">
	import * as client from "@superoffice/webapi";
	window.client = client;
</script>`;

// Opens the application's page with the given token in its hidden field.
export async function openApplication(browser, server, token) {
	const context = await browser.newContext();
	const page = await context.newPage();
	const contentType = "text/javascript";
	await page.route("**/modules/**", (route) => {
		route.fulfill({ contentType, body: readFileSync(moduleFile(new URL(route.request().url()).pathname), "utf8") });
	});
	await page.route("**/crm/", (route) => route.fulfill({ contentType: "text/html", body: html(token) }));
	await page.goto(server.guard + "/crm/");
	await page.waitForFunction(() => window.client);
	return { context, page };
}

// Finds the file of a module. The client's modules and those of dayjs import files without their extensions.
function moduleFile(pathname) {
	const path = packages + pathname.slice("/modules/".length);
	for (const candidate of [path, path + ".js", path + "/index.js"]) {
		if (statSync(candidate, { throwIfNoEntry: false })?.isFile()) return candidate;
	}
	throw new Error(`there is no module ${pathname}`);
}
