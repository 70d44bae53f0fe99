// A place for one picture: chosen, dropped, pasted, or the last result.
import { $, h, newId } from "./dom.js";
import { readPicture } from "./pictures.js";

export class PictureInput {
  /** @type {HTMLCanvasElement | null} */ picture = null;
  element;
  #onChange;
  #view = h("div", { class: "view" });
  #error = h("p", { class: "field-error", role: "alert", hidden: true });

  /**
   * @param {{label: string, onChange: () => void, lastResult: () => Promise<HTMLCanvasElement | null>, extra?: HTMLElement[]}} options
   */
  constructor({ label, onChange, lastResult, extra = [] }) {
    this.#onChange = onChange;
    const id = newId("picture");
    const file = h("input", { id, type: "file", accept: "image/*", class: "hidden-file", onchange: (e) => this.#take(e.target.files[0]) });
    this.element = h("div", { class: "picture", "aria-label": label, role: "group" },
      this.#view,
      h("div", { class: "tools" },
        file, h("label", { class: "button quiet", for: id }, "Choose…", h("span", { class: "sr-only" }, label)),
        h("button", { type: "button", class: "quiet", onclick: async () => this.set(await lastResult()) }, "Last result"),
        ...extra,
        h("button", { type: "button", class: "quiet remove", onclick: () => this.set(null) }, "Remove")),
      this.#error);
    this.#listen();
    this.set(null, true);
  }

  /** Shows something else than the picture itself. @param {Node} node */
  show(node) {
    this.#view.replaceChildren(node);
  }

  /** @param {HTMLCanvasElement | null} picture @param {boolean} [isQuiet] */
  set(picture, isQuiet = false) {
    this.picture = picture;
    this.#error.hidden = true;
    this.element.classList.toggle("empty", picture === null);
    this.show(picture ?? h("p", { class: "hint" }, "Drop or paste a picture here"));
    if (!isQuiet) this.#onChange();
  }

  /** Says that something is missing here. @param {string} message */
  complain(message) {
    this.#error.textContent = message;
    this.#error.hidden = false;
    $("input", this.element).focus();
  }

  #listen() {
    const { element } = this;
    const mark = (isOver) => element.classList.toggle("over", isOver);
    element.addEventListener("dragover", (e) => (e.preventDefault(), mark(true)));
    element.addEventListener("dragleave", () => mark(false));
    element.addEventListener("drop", (e) => {
      e.preventDefault();
      e.stopPropagation(); // the page would take a dropped PNG for settings to restore
      mark(false);
      this.#take(e.dataTransfer.files[0]);
    });
    element.addEventListener("paste", (e) => {
      const file = [...e.clipboardData.files].find((file) => file.type.startsWith("image/"));
      if (file) this.#take(file);
    });
    element.tabIndex = -1; // a click gives it the focus that pasting needs
  }

  async #take(file) {
    if (!file) return;
    try {
      this.set(await readPicture(file));
    } catch (error) {
      this.complain(error.message);
    }
  }
}
