// Runs the real binary as an operator would: the guard on a free loopback port, before the sandbox on another one, with a
// temporary database. Set CADDY to use a given binary instead of building one.

import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const repository = fileURLToPath(new URL("../..", import.meta.url));

// The task that the tests update, in its initial state.
export const exportTask = {
	Id: 975,
	Name: "ExportSales",
	State: "Aquired",
	Description: "Export of sales",
	Response: "",
	Request: "{}",
	StartCount: 1,
	FileName: "sales-975.csv",
	ParameterObject: { fileFormat: "csv" },
	LastStarted: "2018-12-24T12:34:45+01:00",
	Created: "2018-12-24T12:30:02.1445497+01:00",
	TableRight: { Mask: "Select, Update, Insert", Reason: "" },
};

// options has the options of update_batch_task, as lines of the Caddyfile. Alternatively, site is a function from the sandbox's
// address to all directives of the guard's site. api has further directives for the sandbox's site, and sandbox further
// options of batch_task_sandbox.
export async function startServer(options = "", { site = guardSite(options), api = "", sandbox = "" } = {}) {
	const dir = mkdtempSync(join(tmpdir(), "caddy-batchtask-"));
	const binary = process.env.CADDY || build(dir);
	const [guardPort, sandboxPort] = await freePorts(2);
	writeFileSync(join(dir, "Caddyfile"), caddyfile(guardPort, site, sandboxPort, api, sandbox, join(dir, "tasks.db")));
	const log = join(dir, "log");
	const child = spawn(binary, ["run", "--adapter", "caddyfile", "--config", join(dir, "Caddyfile")], {
		stdio: ["ignore", openSync(log, "w"), openSync(log, "a")],
		env: { ...process.env, HOME: dir, XDG_CONFIG_HOME: dir, XDG_DATA_HOME: dir },
	});
	const ended = new Promise((resolve) => child.once("exit", resolve));
	const server = {
		guard: `http://localhost:${guardPort}`,
		sandbox: `http://localhost:${sandboxPort}`,
		log: () => readFileSync(log, "utf8"),
		// Returns the last request that reached the API, and its response.
		last: async () => (await fetch(`${server.sandbox}/sandbox/last`)).json(),
		// Writes a task directly to the sandbox, which accepts any property.
		put: (task) => fetch(`${server.sandbox}/api/v1/Agents/Batch/UpdateBatchTask`, {
			method: "POST",
			headers: { "Content-Type": "application/json" },
			body: JSON.stringify(task),
		}),
		task: async (id) => (await (await fetch(`${server.sandbox}/sandbox/tasks`)).json()).find((task) => task.Id === id),
		async stop() {
			child.kill("SIGTERM");
			await ended;
			rmSync(dir, { recursive: true, force: true });
		},
	};
	try {
		await ready(server, child);
		await server.put(exportTask);
	} catch (error) {
		const log = server.log();
		await server.stop();
		throw new Error(`${error.message}\n${log}`);
	}
	return server;
}

function build(dir) {
	execFileSync("go", ["build", "-o", join(dir, "caddy"), "./cmd/sandbox"], { cwd: repository, stdio: "inherit" });
	return join(dir, "caddy");
}

const guardSite = (options) => (sandbox) => `	update_batch_task {
		${options}
	}
	reverse_proxy ${sandbox}`;

function caddyfile(guardPort, site, sandboxPort, api, sandbox, database) {
	return `{
	admin off
	auto_https off
	persist_config off
}

http://:${guardPort} {
	bind 127.0.0.1
${site(`127.0.0.1:${sandboxPort}`)}
}

http://:${sandboxPort} {
	bind 127.0.0.1
	${api}
	batch_task_sandbox {
		database ${JSON.stringify(database)}
		${sandbox}
	}
}
`;
}

// All ports are held until the last one has been found, so that they differ.
async function freePorts(count) {
	const servers = await Promise.all(Array.from({ length: count }, () => new Promise((resolve, reject) => {
		const server = createServer().once("error", reject).listen(0, "127.0.0.1", () => resolve(server));
	})));
	const ports = servers.map((server) => server.address().port);
	await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
	return ports;
}

async function ready(server, child) {
	for (let tries = 0; tries < 200; tries++) {
		if (child.exitCode !== null) throw new Error(`the server exited with status ${child.exitCode}`);
		try {
			if ((await fetch(`${server.guard}/sandbox/last`)).ok) return;
		} catch {
			// It is not listening yet.
		}
		await sleep(50);
	}
	throw new Error("the server did not respond within ten seconds");
}
