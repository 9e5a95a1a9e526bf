// Writes a request as a line for a POSIX shell.

export function curlLine(request, origin) {
	const parts = ["curl -i " + quote(origin + request.uri)];
	for (const [name, value] of request.headers) parts.push("-H " + quote(`${name}: ${value}`));
	if (request.cookie) parts.push("-b " + quote("XSRF-TOKEN=" + request.cookie));
	// Not --data: that reads a file if the body begins with an @.
	parts.push("--data-raw " + quote(request.body));
	return parts.join(" \\\n\t");
}

// Within single quotes a shell takes everything as it is, and a single quote can't be there at all.
export function quote(text) {
	return "'" + text.replaceAll("'", "'\\''") + "'";
}
