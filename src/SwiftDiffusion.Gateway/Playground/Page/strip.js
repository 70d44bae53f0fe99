// The strip of earlier pictures: newest first, one of them selected; arrow keys walk through it.
import { $, h } from "./dom.js";

const mostPictures = 60;

export class Strip {
  #root; #list; #onSelect;
  /** Of each job all pictures. @type {import("./caption.js").Picture[]} */ #pictures = [];

  /** @param {HTMLElement} root @param {(picture: import("./caption.js").Picture) => void} onSelect */
  constructor(root, onSelect) {
    this.#root = root;
    this.#list = $("ol", root);
    this.#onSelect = onSelect;
    this.#list.addEventListener("keydown", (e) => this.#walk(e));
  }

  /** @param {import("./caption.js").Picture[]} pictures of one job @param {boolean} isOlder whether they go to the end */
  add(pictures, isOlder = false) {
    this.#pictures = isOlder ? [...this.#pictures, ...pictures] : [...pictures, ...this.#pictures];
    for (const { url } of this.#pictures.splice(mostPictures)) URL.revokeObjectURL(url);
    this.#draw();
  }

  /** All pictures of that one's job. @param {import("./caption.js").Picture} picture */
  siblings(picture) {
    return this.#pictures.filter(({ jobId }) => jobId === picture.jobId);
  }

  /** @param {import("./caption.js").Picture} picture */
  select(picture) {
    [...this.#list.children].forEach((item, i) => {
      const isSelected = this.#pictures[i] === picture;
      const button = $("button", item);
      isSelected ? button.setAttribute("aria-current", "true") : button.removeAttribute("aria-current");
      button.tabIndex = isSelected ? 0 : -1;
    });
  }

  #draw() {
    this.#root.hidden = this.#pictures.length === 0;
    this.#list.replaceChildren(...this.#pictures.map((picture) => {
      const img = h("img", { src: picture.url, alt: `${picture.settings.prompt}, seed ${picture.seed}`, loading: "lazy" });
      return h("li", {}, h("button", { type: "button", onclick: () => this.#onSelect(picture), title: picture.settings.prompt }, img));
    }));
    const first = $("button", this.#list);
    if (first) first.tabIndex = 0;
  }

  #walk(e) {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[e.key];
    if (!by) return;
    e.preventDefault();
    const buttons = [...this.#list.querySelectorAll("button")];
    const next = buttons[buttons.indexOf(document.activeElement) + by];
    next?.focus();
    next?.click();
  }
}
