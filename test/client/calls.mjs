// The vendor's client as a program uses it. Its ES modules leave out the endings of file names, which Node does not take,
// so here it is required.

import { createRequire } from "node:module";

export const { BatchAgent, BatchTaskState, ResourceParsing, WebApi } = createRequire(import.meta.url)("@superoffice/webapi");

// An agent for one server with one credential. authenticate is called with the connection. The client keeps its settings in
// a global, which a new connection replaces.
export function connect(server, authenticate, options = {}) {
	const api = new WebApi({ baseUrl: server.guard + "/Cust12345/api", ...options });
	authenticate?.(api);
	return api.getBatchAgent(options.resourceParsing);
}

// What the client makes of a task that it has read, and what a program then changes in it: more than it may.
export function change(state) {
	return {
		id: 975,
		name: "Renamed",
		associateId: 1,
		isSystemTask: true,
		parameterObject: { fileFormat: "xlsx" },
		lastStarted: new Date(Date.UTC(2026, 0, 1)),
		startCount: 0,
		state,
		description: "Æøå, 試験 & \"quotes\"",
		cancellationBehaviour: "CannotCancel",
	};
}

export const strippedFromChange =
	"name, associateId, isSystemTask, parameterObject, lastStarted, startCount, cancellationBehaviour";
