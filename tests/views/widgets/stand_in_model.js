// What a notebook's front end gives a widget: a model with traits, and a view made from its module.
// Changes go to the real Python object by window.toPython and come back as what it then holds.

class StandInModel {
  constructor(state, connected) {
    this.state = state;
    this.connected = connected;
    this.listeners = new Map();
    this.unsaved = {};
    this.arrived = Promise.resolve();
  }

  get(name) {
    return this.state[name];
  }

  set(name, value) {
    if (JSON.stringify(this.state[name]) === JSON.stringify(value)) return;
    this.state[name] = value;
    this.unsaved[name] = value;
    this.tell(name);
  }

  save_changes() {
    const changes = this.unsaved;
    this.unsaved = {};
    if (!this.connected || Object.keys(changes).length === 0) return;
    const answer = window.toPython(JSON.stringify(changes));
    this.arrived = this.arrived.then(async () => this.receive(JSON.parse(await answer)));
  }

  receive(state) {
    for (const [name, value] of Object.entries(state)) {
      if (name in this.unsaved || JSON.stringify(this.state[name]) === JSON.stringify(value)) continue;
      this.state[name] = value;
      this.tell(name);
    }
  }

  on(event, callback) {
    if (!this.listeners.has(event)) this.listeners.set(event, new Set());
    this.listeners.get(event).add(callback);
  }

  off(event, callback) {
    this.listeners.get(event)?.delete(callback);
  }

  tell(name) {
    for (const callback of this.listeners.get(`change:${name}`) ?? []) callback();
  }

  get listenerCount() {
    return [...this.listeners.values()].reduce((sum, callbacks) => sum + callbacks.size, 0);
  }
}

window.openWidget = async (stateText, connected) => {
  const { _esm, _css, ...state } = JSON.parse(stateText);
  const style = document.createElement("style");
  style.textContent = _css;
  document.head.append(style);
  // A blob, as in a notebook: there a relative import would have nothing to be relative to.
  const url = URL.createObjectURL(new Blob([_esm], { type: "text/javascript" }));
  window.widgetModule = (await import(url)).default;
  window.model = new StandInModel(state, connected);
  window.views = [];
  await window.addView();
};

window.addView = async () => {
  const el = document.createElement("div");
  document.body.append(el);
  const remove = await window.widgetModule.render({ model: window.model, el });
  window.views.push({ el, remove });
};
