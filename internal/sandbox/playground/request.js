// Builds and sends the request described by the form.

export const path = "/api/v1/Agents/Batch/UpdateBatchTask";

// Returns the request for fetch. The cookie is separate, because the browser adds it itself.
export function compose(form) {
	const headers = [];
	const auth = form.elements.auth.value;
	const value = (name) => form.elements[name].value.trim();
	let cookie = "";

	if (auth === "basic") {
		headers.push(["Authorization", "Basic " + base64(form.elements.user.value + ":" + form.elements.password.value)]);
	} else if (auth === "soticket") {
		headers.push(["Authorization", "SoTicket " + value("ticket")]);
		if (value("appToken")) headers.push(["SO-AppToken", value("appToken")]);
	} else if (auth === "bearer") {
		headers.push(["Authorization", "Bearer " + value("bearer")]);
	} else if (auth === "xsrf" && value("token")) {
		headers.push(["X-XSRF-TOKEN", value("token")]);
		cookie = cookieValue() || hiddenToken(form);
	}
	headers.push(["Content-Type", form.elements.mediaType.value], ["Accept", form.elements.accept.value]);
	const zone = [value("zone"), form.elements.offset.checked ? "includeTZOffset" : ""].filter(Boolean).join(", ");
	if (zone) headers.push(["SO-TimeZone", zone]);

	// URL escapes exactly as the browser will when it sends the request.
	const url = new URL(path + query(value("select")), location.href);

	return { method: "POST", uri: url.pathname + url.search, headers, cookie, body: form.elements.body.value };
}

// With credentials allowed, the browser opens a login dialog on a 401. So allow them only for a request that needs its
// cookie, which always has a credential.
export function send(request) {
	if (request.cookie) copyTokenIntoCookie(request.cookie);
	return fetch(request.uri, {
		method: request.method,
		headers: request.headers,
		body: request.body,
		credentials: request.cookie ? "same-origin" : "omit",
		cache: "no-store",
		redirect: "manual",
	});
}

const cookieName = "XSRF-TOKEN";

export function hiddenToken(form) {
	return form.elements.XSRF_TOKEN.value;
}

export function cookieValue() {
	for (const pair of document.cookie.split(/; */)) {
		const border = pair.indexOf("=");
		if (border > 0 && pair.slice(0, border) === cookieName) return pair.slice(border + 1);
	}
	return "";
}

function copyTokenIntoCookie(token) {
	if (cookieValue()) return;
	const secure = location.protocol === "https:" ? "; Secure" : "";
	document.cookie = `${cookieName}=${token}; path=/; SameSite=Strict${secure}`;
}

// Commas and slashes stay unescaped, for readability.
function query(select) {
	if (!select) return "";
	return "?$select=" + encodeURIComponent(select).replaceAll("%2C", ",").replaceAll("%2F", "/").replaceAll("%20", "+");
}

function base64(text) {
	let bytes = "";
	for (const byte of new TextEncoder().encode(text)) bytes += String.fromCharCode(byte);
	return btoa(bytes);
}
