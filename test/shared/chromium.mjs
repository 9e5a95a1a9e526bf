// How Chromium is started, for playwright-core of whichever package asks.

// Without the last three it calls its maker's servers from the background. A test has nothing there to look for.
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
		// A sandbox of the browser's own can't be had by root, as whom containers run their tests.
		chromiumSandbox: process.getuid?.() !== 0,
		args: flags,
	});
}
