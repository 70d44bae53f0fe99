// The fields of the form, to and from settings. LoRAs and pictures have panels of their own.
import { $, $$, h, setText } from "./dom.js";
import { inputFor } from "./settings.js";

const texts = ["prompt", "negative", "model", "noiseScheduler", "format", "priority"];
const numbers = ["width", "height", "steps", "guidance", "n"];

export class Form {
  /** @type {HTMLFormElement} */ element;

  /** @param {HTMLFormElement} element @param {(name: string) => void} onChange */
  constructor(element, onChange) {
    this.element = element;
    element.addEventListener("input", (e) => {
      const target = /** @type {HTMLInputElement} */ (e.target);
      if (target.dataset.for) this.#input(target.dataset.for).value = target.value;
      const name = target.dataset.for ?? target.name;
      if (!name) return;
      this.#mirror(name);
      this.#clearError(name);
      onChange(name);
    });
    for (const area of $$("textarea", element)) area.addEventListener("input", () => fit(area));
  }

  /** @param {{models: import("./catalog.js").Model[], schedulerNames: Map<string, string>}} catalog */
  setCatalog({ models, schedulerNames }) {
    this.schedulerNames = schedulerNames;
    this.#input("model").replaceChildren(...models.map(({ id }) => h("option", { value: id }, id)));
  }

  /** @param {import("./catalog.js").Model} model */
  setModel(model) {
    const nameOf = (id) => this.schedulerNames.get(id) ?? id;
    const own = model.defaults.noise_scheduler;
    const select = this.#input("noiseScheduler");
    const chosen = select.value;
    select.replaceChildren(
      h("option", { value: "" }, own ? `Default (${nameOf(own)})` : "Default"),
      ...model.noiseSchedulers.map((id) => h("option", { value: id }, nameOf(id))));
    select.value = model.noiseSchedulers.includes(chosen) ? chosen : "";
  }

  /** Without LoRAs, which are not the form's. */
  get value() {
    const value = Object.fromEntries([...texts.map((name) => [name, this.#input(name).value]), ...numbers.map((name) => [name, Number(this.#input(name).value)])]);
    const seed = this.#input("seed").value;
    return { ...value, seed: seed === "" ? null : Number(seed) };
  }

  /** Sets what is given and leaves the rest. @param {Partial<import("./settings.js").Settings>} settings */
  set(settings) {
    for (const name of [...texts, ...numbers, "seed"]) {
      if (!(name in settings)) continue;
      this.#input(name).value = settings[name] ?? "";
      this.#mirror(name);
      this.#clearError(name);
    }
    for (const area of $$("textarea", this.element)) fit(area);
    this.tell();
  }

  /** One line that says what the folded section holds. */
  tell() {
    const { width, height, steps, guidance, n } = this.value;
    setText($("#settings-summary"), `${width} × ${height}, ${steps} steps, guidance ${guidance}${n > 1 ? `, ${n} pictures` : ""}`);
  }

  /** Checks what a browser can check; says what is wrong at the first wrong field. */
  check() {
    this.clearErrors();
    const wrong = [...this.element.elements].find((input) => input.name && !input.validity.valid && input.offsetParent !== null)
      ?? [...this.element.elements].find((input) => input.name && !input.validity.valid);
    if (!wrong && this.value.prompt.trim() !== "") return true;
    const input = wrong ?? this.#input("prompt");
    this.#complain(input, input.name === "prompt" ? "Say what the picture should show." : input.validationMessage);
    input.focus();
    return false;
  }

  /** Shows the server's words at the field they are about. @param {{field: string | null, message: string}[]} problems @returns {boolean} whether any had a place */
  showProblems(problems) {
    const placed = problems.map((problem) => [inputFor(problem.field), capital(withoutName(problem))]).filter(([name]) => name);
    for (const [name, message] of placed) this.#complain(this.#input(name), message);
    if (placed.length > 0) this.#input(placed[0][0]).focus();
    return placed.length > 0;
  }

  /** A problem under the name that the form gives its field. @param {{field: string | null, message: string}} problem */
  inWords(problem) {
    const label = this.#input(inputFor(problem.field) ?? "")?.labels?.[0]?.textContent;
    return label ? `${label}: ${withoutName(problem)}` : problem.message;
  }

  clearErrors() {
    for (const input of $$("[aria-invalid]", this.element)) this.#clearError(input.getAttribute("name"));
  }

  /** @returns {HTMLInputElement} */
  #input(name) {
    return this.element.elements.namedItem(name);
  }

  #mirror(name) {
    const range = $(`[data-for="${name}"]`, this.element);
    if (range) range.value = this.#input(name).value;
  }

  #complain(input, message) {
    const section = input.closest("details");
    if (section) section.open = true;
    input.setAttribute("aria-invalid", "true");
    const id = `${input.id}-error`;
    let error = document.getElementById(id);
    if (!error) {
      error = h("p", { id, class: "field-error" });
      input.closest(".field").append(error);
      input.setAttribute("aria-describedby", id);
    }
    error.textContent = message;
    error.hidden = false;
  }

  #clearError(name) {
    const input = this.#input(name);
    if (!input?.hasAttribute("aria-invalid")) return;
    input.removeAttribute("aria-invalid");
    document.getElementById(`${input.id}-error`).hidden = true;
  }
}

/** The field is named beside the message already. @param {{field: string | null, message: string}} problem */
const withoutName = ({ field, message }) => (message.startsWith(`${field}: `) ? message.slice(field.length + 2) : message);

/** @param {string} text */
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/** As tall as its text. @param {HTMLElement} area */
function fit(area) {
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight + 2}px`;
}
