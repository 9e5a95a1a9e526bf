// Formats a request as a curl command for a POSIX shell.

export function curlLine(request, origin) {
	const parts = ["curl -i " + quote(origin + request.uri)];
	for (const [name, value] of request.headers) parts.push("-H " + quote(`${name}: ${value}`));
	if (request.cookie) parts.push("-b " + quote("XSRF-TOKEN=" + request.cookie));
	// --data would read a file if the body begins with @.
	parts.push("--data-raw " + quote(request.body));
	return parts.join(" \\\n\t");
}

// Single quotes make the shell take everything literally, and can't contain a single quote.
export function quote(text) {
	return "'" + text.replaceAll("'", "'\\''") + "'";
}
