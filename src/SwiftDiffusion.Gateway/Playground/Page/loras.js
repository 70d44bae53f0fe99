// The LoRAs of a request: chips to choose them, sliders for their scales, and what each is doing while a picture is made.
import { $, h, setText } from "./dom.js";
import { adapterWords } from "./words.js";

const manyNames = 16;

export class LoraPanel {
  #root; #onChange;
  #names = /** @type {string[]} */ ([]);
  /** @type {{name: string, scale: number}[]} */ #chosen = [];

  /** @param {HTMLElement} root @param {() => void} onChange */
  constructor(root, onChange) {
    this.#root = root;
    this.#onChange = onChange;
    $(".filter", root).addEventListener("input", () => this.#drawChips());
  }

  get value() {
    return this.#chosen.map(({ name, scale }) => ({ name, scale }));
  }

  /** @param {string[]} names of the model; chosen ones it does not have are dropped */
  setAvailable(names) {
    this.#names = names;
    $(".filter", this.#root).hidden = names.length <= manyNames;
    this.set(this.#chosen);
  }

  /** @param {{name: string, scale: number}[]} chosen */
  set(chosen) {
    this.#chosen = chosen.filter(({ name }) => this.#names.includes(name)).map((lora) => ({ ...lora }));
    this.#drawChips();
    this.#drawRows();
  }

  /** @param {Record<string, import("./run.js").Adapter>} adapters */
  showStates(adapters) {
    for (const row of this.#root.querySelectorAll(".adapters li")) {
      const adapter = adapters[row.dataset.name];
      const state = $(".state", row);
      setText(state, adapter ? adapterWords(adapter) : "");
      state.dataset.state = adapter?.state ?? "";
      row.classList.toggle("attached", adapter?.state === "attached");
      row.style.setProperty("--loaded", String(adapter?.state === "attached" ? 1 : adapter?.fraction ?? 0));
    }
  }

  #toggle(name) {
    const isChosen = this.#chosen.some((lora) => lora.name === name);
    this.#chosen = isChosen ? this.#chosen.filter((lora) => lora.name !== name) : [...this.#chosen, { name, scale: 0.8 }];
    for (const chip of this.#root.querySelectorAll(".chips button")) chip.setAttribute("aria-pressed", String(this.#chosen.some((lora) => lora.name === chip.textContent)));
    this.#drawRows();
    this.#onChange();
  }

  #drawChips() {
    const wanted = $(".filter", this.#root).value.trim().toLowerCase();
    const shown = this.#names.filter((name) => name.toLowerCase().includes(wanted)).slice(0, 60);
    const chips = shown.map((name) => h("button", {
      type: "button", class: "chip", "aria-pressed": String(this.#chosen.some((lora) => lora.name === name)), onclick: () => this.#toggle(name),
    }, name));
    const none = this.#names.length === 0 ? "This model has none." : "None is called that.";
    $(".chips", this.#root).replaceChildren(...(chips.length > 0 ? chips : [h("p", { class: "hint" }, none)]));
  }

  #drawRows() {
    $(".adapters", this.#root).replaceChildren(...this.#chosen.map((lora) => this.#row(lora)));
    setText($(".summary", this.#root), this.#chosen.length === 0 ? "none" : this.#chosen.map(({ name }) => name).join(", "));
  }

  #row(lora) {
    const number = h("input", { type: "number", min: -10, max: 10, step: "any", value: lora.scale, "aria-label": `Scale of ${lora.name}` });
    const range = h("input", { type: "range", min: 0, max: 1.5, step: 0.05, value: lora.scale, "aria-label": `Scale of ${lora.name}` });
    const take = (from, to) => {
      const scale = Number(from.value);
      if (from.value === "" || !Number.isFinite(scale)) return;
      lora.scale = scale;
      to.value = from.value;
      this.#onChange();
    };
    range.addEventListener("input", () => take(range, number));
    number.addEventListener("input", () => take(number, range));
    return h("li", { data: { name: lora.name } },
      h("span", { class: "name" }, lora.name), h("span", { class: "state" }),
      range, number,
      h("button", { type: "button", class: "quiet icon", "aria-label": `Remove ${lora.name}`, onclick: () => this.#toggle(lora.name) }, "×"));
  }
}
