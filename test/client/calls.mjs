// The vendor's client, used as a program would. It is loaded by require, because its ES modules import files without their
// extensions, which Node does not support.

import { createRequire } from "node:module";

export const { BatchAgent, BatchTaskState, ResourceParsing, WebApi } = createRequire(import.meta.url)("@superoffice/webapi");

// Returns an agent for a server. authenticate is called with the connection and sets its credential. The client keeps its
// settings in a global variable, which a new connection overwrites.
export function connect(server, authenticate, options = {}) {
	const api = new WebApi({ baseUrl: server.guard + "/Cust12345/api", ...options });
	authenticate?.(api);
	return api.getBatchAgent(options.resourceParsing);
}

// Returns a task in the form in which the client reads it, with changes to more properties than can be updated.
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
