// Starts Chromium with the calling package's playwright-core.

// The last three keep Chromium from contacting its vendor's servers in the background.
const flags = [
	"--disable-gpu",
	"--disable-quic",
	"--no-first-run",
	"--disable-background-networking",
	"--disable-component-update",
	"--disable-sync",
];

export function launch(chromium) {
	return chromium.launch({
		executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
		headless: true,
		// Chromium's sandbox is not available to root, the usual user in a container.
		chromiumSandbox: process.getuid?.() !== 0,
		args: flags,
	});
}
