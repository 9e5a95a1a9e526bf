// Shows the panes as tabs on a narrow screen, following the tabs pattern of the WAI-ARIA Authoring Practices.

const narrow = matchMedia("(max-width: 45.99rem)");
const list = document.getElementById("tabs");
const tabs = [...list.children];
let selected = tabs.at(-1);

export function startTabs() {
	narrow.addEventListener("change", arrange);
	list.addEventListener("click", (event) => {
		if (tabs.includes(event.target)) select(event.target);
	});
	list.addEventListener("keydown", (event) => {
		const at = tabs.indexOf(selected);
		const next = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: tabs.length - 1 }[event.key];
		if (next === undefined) return;
		event.preventDefault();
		select(tabs.at(next % tabs.length));
		selected.focus();
	});
	arrange();
}

function select(tab) {
	selected = tab;
	arrange();
}

function arrange() {
	list.hidden = !narrow.matches;
	for (const tab of tabs) {
		tab.setAttribute("aria-selected", String(tab === selected));
		tab.tabIndex = tab === selected ? 0 : -1;
		const id = tab.getAttribute("aria-controls");
		const pane = document.getElementById(id);
		pane.hidden = narrow.matches && tab !== selected;
		pane.setAttribute("role", narrow.matches ? "tabpanel" : "article");
		pane.setAttribute("aria-labelledby", narrow.matches ? tab.id : id + "-heading");
	}
}
