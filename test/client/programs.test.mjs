// Clients in other languages, and common command-line tools: curl, wget, PHP and Java's HttpClient.

import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

import { startServer } from "../shared/server.mjs";
import { asForm, bodies, check, operation, stripped, ticket, withoutType } from "./callers.mjs";

const source = (name) => fileURLToPath(new URL(`callers/${name}`, import.meta.url));

const classes = mkdtempSync(join(tmpdir(), "caddy-batchtask-"));

let server;

before(async () => {
	await run("javac", ["-d", classes, source("Calls.java")]);
	server = await startServer();
});

after(async () => {
	await server?.stop();
	rmSync(classes, { recursive: true });
});

// Returns what a program prints. Its exit status is ignored, since some programs fail if the response is an error.
function run(program, args, input = "") {
	return new Promise((resolve, reject) => {
		const child = execFile(program, args, (error, stdout, stderr) => {
			if (error?.code === "ENOENT") reject(new Error(`${program} is not installed`));
			else resolve({ stdout, stderr });
		});
		child.stdin.on("error", () => {}); // a program need not read its input
		child.stdin.end(input);
	});
}

const withTicket = ["-H", `Authorization: ${ticket}`];

async function curl(args, input, credential = withTicket) {
	const { stdout, stderr } = await run("curl", ["-sS", "-w", "\n%{http_code}", ...credential, ...args, server.guard + operation], input);
	const end = stdout.lastIndexOf("\n");
	return { status: Number(stdout.slice(end + 1)), body: stdout.slice(0, end) + stderr };
}

async function wget(args) {
	const headers = ["--header", `Authorization: ${ticket}`];
	const { stdout, stderr } = await run("wget", ["-S", "-O", "-", "--content-on-error", ...headers, ...args, server.guard + operation]);
	return { status: Number(/HTTP\/1\.1 (\d+)/.exec(stderr)?.[1]), body: stdout };
}

// The programs in callers/ print the status, a line break and the body.
async function printed(program, args) {
	const { stdout, stderr } = await run(program, args);
	const end = stdout.indexOf("\n");
	return { status: Number(stdout.slice(0, end)), body: stdout.slice(end + 1) || stderr };
}

const php = (name, body, ...headers) =>
	printed("php", ["-d", "display_errors=stderr", source(name), server.guard + operation, body, `Authorization: ${ticket}`, ...headers]);

const java = (how, body, ...headers) =>
	printed("java", ["-cp", classes, "Calls", server.guard + operation, how, body, "Authorization", ticket, ...headers]);

const jsonType = "Content-Type: application/json";

const calls = {
	"curl -d, JSON": [() => curl(["-d", bodies.json]), asForm],
	"curl -d, JSON with a type": [() => curl(["-d", bodies.json, "-H", jsonType]), { arrives: stripped.json }],
	"curl --json": [() => curl(["--json", bodies.json]), { arrives: stripped.json }],
	"curl -d, a form": [() => curl(["-d", bodies.form]), { arrives: stripped.form }],
	"curl -F": [
		() => curl(["-F", "BatchTaskInfo[State]=Started"]),
		{ status: 415, detail: /"multipart\/form-data" is not one of/ },
	],
	"curl, from a file, in chunks": [
		() => curl(["-T", "-", "-X", "POST", "-H", jsonType], bodies.json),
		{ arrives: stripped.json },
	],
	"curl, from a file, without a type": [() => curl(["-T", "-", "-X", "POST"], bodies.json), withoutType],
	"curl, gzipped": [
		() => curl(["--data-binary", "@-", "-H", jsonType, "-H", "Content-Encoding: gzip"], gzipSync(bodies.json)),
		{ arrives: stripped.json },
	],
	"curl, after 100 Continue": [
		() => curl(["-d", bodies.json, "-H", jsonType, "-H", "Expect: 100-continue"]),
		{ arrives: stripped.json },
	],
	"curl, HTTP/2 by an upgrade": [() => curl(["--http2", "-d", bodies.json, "-H", jsonType]), { arrives: stripped.json }],
	"curl, XML in ASCII by another name": [
		() => curl(["-d", bodies.xml, "-H", "Content-Type: text/xml; charset=ISO-8859-1"]),
		{ arrives: stripped.xml },
	],
	"curl, JSON in Latin-1": [
		() => curl(["--data-binary", "@-", "-H", `${jsonType}; charset=iso-8859-1`], Buffer.from('{"State":"sk\xe5l"}', "latin1")),
		{ status: 415, detail: /offset 12 is not ASCII.*send UTF-8/ },
	],
	"curl -u": [
		() => curl(["-d", bodies.form], "", ["-u", "tje0:Tje0"]),
		{ arrives: stripped.form, headers: { Authorization: ["Basic dGplMDpUamUw"] } },
	],

	"wget, JSON": [() => wget(["--post-data", bodies.json]), asForm],
	"wget, JSON with a type": [() => wget(["--post-data", bodies.json, "--header", jsonType]), { arrives: stripped.json }],

	"PHP's streams, JSON": [() => php("stream.php", bodies.json), asForm],
	"PHP's streams, JSON with a type": [() => php("stream.php", bodies.json, jsonType), { arrives: stripped.json }],
	"PHP's curl, JSON": [() => php("curl.php", bodies.json), asForm],
	"PHP's curl, JSON with a type": [() => php("curl.php", bodies.json, jsonType), { arrives: stripped.json }],
	"PHP's curl, http_build_query": [() => php("curl.php", "form"), { arrives: stripped.form }],

	"Java, JSON": [() => java("string", bodies.json), withoutType],
	"Java, JSON with a type": [() => java("string", bodies.json, ...jsonType.split(": ")), { arrives: stripped.json }],
	"Java, JSON of unknown length": [() => java("stream", bodies.json, ...jsonType.split(": ")), { arrives: stripped.json }],
	"Java, after 100 Continue": [() => java("expect", bodies.json, ...jsonType.split(": ")), { arrives: stripped.json }],
};

for (const [name, [call, expected]] of Object.entries(calls)) {
	test(name, () => check(server, call, expected));
}
