// Shows the widgets of an executed lesson on a page without a kernel.
//
// The page holds their state as JSON, their modules and styles among it. That is all a widget needs
// whose arithmetic is in JavaScript, so that no loader and no widget manager has to be fetched.

const STATE = "application/vnd.jupyter.widget-state+json";
const VIEW = "application/vnd.jupyter.widget-view+json";
const PAPER = { width: 830, height: 1200 }; // pixels on a sheet of A4, as site.css prints them

// This page is the course's own, so that a widget may keep its state in the address.
document.documentElement.setAttribute("data-mrcnn-edu-site", "");

/** Names and landmarks that the theme leaves out, for those who hear a page. */
function mendTheme() {
  // These say in words what they do; their labels say something else.
  const told = document.querySelectorAll("summary[aria-label], .search-button-field[aria-label]");
  for (const element of told) element.removeAttribute("aria-label");
  const sidebar = document.getElementById("pst-primary-sidebar");
  sidebar?.setAttribute("role", "complementary");
  sidebar?.setAttribute("aria-label", "The course");
  for (const head of document.querySelectorAll("th")) {
    if (head.textContent.trim() === "") head.setAttribute("role", "presentation");
  }
  for (const formula of document.querySelectorAll(".formula")) {
    if (formula.scrollWidth > formula.clientWidth) formula.tabIndex = 0; // the arrow keys move it
  }
}

/** What a widget's module asks of its model, when nobody listens in Python. */
class StaticModel {
  constructor(state) {
    this.state = state;
    this.listeners = [];
  }

  get(name) {
    return this.state[name];
  }

  set(name, value) {
    if (JSON.stringify(this.state[name]) === JSON.stringify(value)) return;
    this.state[name] = value;
    const concerned = this.listeners.filter(([event]) => event === `change:${name}`);
    for (const [, callback] of concerned) callback();
  }

  save_changes() {} // there is no kernel to send them to

  on(event, callback) {
    this.listeners.push([event, callback]);
  }

  off(event, callback) {
    this.listeners = this.listeners.filter(([e, c]) => e !== event || c !== callback);
  }
}

/** A widget's module, from its text. */
async function loadModule(text) {
  const address = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  try {
    return (await import(address)).default;
  } finally {
    URL.revokeObjectURL(address);
  }
}

function addStyle(text) {
  const style = document.createElement("style");
  style.textContent = text;
  document.head.append(style);
}

/** On paper a widget keeps the form that it has on the screen, and is made as small as the page. */
function fitToPaper(el) {
  addEventListener("beforeprint", () => {
    const { clientWidth: width, clientHeight: height } = el;
    el.style.width = `${width}px`;
    el.style.zoom = Math.min(1, PAPER.width / width, PAPER.height / height);
  });
  addEventListener("afterprint", () => {
    el.style.width = "";
    el.style.zoom = "";
  });
}

/** Put a widget where its cell showed it. */
async function showWidget(script, { _esm, _css, ...state }) {
  const el = document.createElement("div");
  el.className = "site-widget";
  script.after(el);
  fitToPaper(el);
  addStyle(_css);
  const widget = await loadModule(_esm);
  await widget.render({ model: new StaticModel(state), el });
}

async function showWidgets() {
  const found = document.querySelector(`script[type="${STATE}"]`);
  if (found === null) return;
  const models = JSON.parse(found.textContent).state;
  for (const script of document.querySelectorAll(`script[type="${VIEW}"]`)) {
    await showWidget(script, models[JSON.parse(script.textContent).model_id].state);
  }
}

mendTheme();
// Says that no more is to come, for those who look at a page by program.
const done = () => document.documentElement.setAttribute("data-widgets-shown", "");
showWidgets().finally(done);
