// The middle of the page: previews while pictures are made, then the pictures, as large as whole pixels allow.
import { $, h } from "./dom.js";

/** Up to here pixels are drawn square instead of blurred; above, every picture is fine enough. */
const smallPicture = 256;

export class Stage {
  #root; #empty; #onSelect;
  #size = { width: 1, height: 1 };

  /** @param {HTMLElement} root @param {(index: number) => void} onSelect */
  constructor(root, onSelect) {
    this.#root = root;
    this.#empty = $(".empty", root);
    this.#onSelect = onSelect;
    new ResizeObserver(() => this.#fit()).observe(root);
  }

  /** Tiles for pictures to come. @param {number} count @param {{width: number, height: number}} size */
  begin(count, size) {
    this.#lay(count, size, () => h("div", { class: "tile waiting" }));
    this.#root.setAttribute("aria-busy", "true");
  }

  /** @param {import("./run.js").Run} run */
  preview(run) {
    run.images.forEach(({ preview }, i) => {
      const tile = this.#root.children[i];
      if (!preview || !tile || tile.dataset.src === preview) return;
      tile.dataset.src = preview;
      const img = $("img", tile) ?? h("img", { alt: "Preview" });
      img.src = preview;
      if (!img.isConnected) tile.append(img);
      tile.classList.remove("waiting");
      tile.classList.add("preview");
    });
  }

  /** @param {{url: string, settings: any}[]} pictures of one job @param {number} selected */
  show(pictures, selected) {
    const { prompt, width, height } = pictures[0].settings;
    const tile = ({ url }, i) => {
      const img = h("img", { src: url, alt: prompt, draggable: "true" });
      return pictures.length === 1 ? h("div", { class: "tile" }, img)
        : h("button", { type: "button", class: "tile", "aria-pressed": String(i === selected), "aria-label": `Picture ${i + 1} of ${pictures.length}`, onclick: () => this.#onSelect(i) }, img);
    };
    this.#lay(pictures.length, { width, height }, (i) => tile(pictures[i], i));
    this.#root.removeAttribute("aria-busy");
  }

  clear() {
    this.#root.removeAttribute("aria-busy");
    this.#root.replaceChildren(this.#empty);
    this.#root.classList.remove("filled");
  }

  #lay(count, size, tile) {
    this.#size = size;
    this.#root.classList.add("filled");
    this.#root.replaceChildren(...Array.from({ length: count }, (_, i) => tile(i)));
    this.#fit();
  }

  /** The largest tile that fits; small pictures grow by whole device pixels, so that each of theirs is a square. */
  #fit() {
    const { width, height } = this.#size;
    const count = this.#root.children.length;
    const style = getComputedStyle(this.#root);
    const gap = Number.parseFloat(style.gap) || 0;
    const [roomX, roomY] = [this.#root.clientWidth - 2 * Number.parseFloat(style.paddingLeft), this.#root.clientHeight - 2 * Number.parseFloat(style.paddingTop)];
    const scaleFor = (columns) => {
      const rows = Math.ceil(count / columns);
      return Math.min((roomX - (columns - 1) * gap) / columns / width, (roomY - (rows - 1) * gap) / rows / height);
    };
    const columns = Array.from({ length: count }, (_, i) => i + 1).reduce((best, c) => (scaleFor(c) > scaleFor(best) ? c : best), 1);
    const scale = this.#whole(scaleFor(columns), Math.max(width, height));
    this.#root.style.setProperty("--columns", String(columns));
    this.#root.style.setProperty("--tile-width", `${width * scale}px`);
    this.#root.style.setProperty("--tile-height", `${height * scale}px`);
    this.#root.classList.toggle("pixels", Math.max(width, height) <= smallPicture && scale >= 2);
  }

  #whole(scale, longest) {
    const ratio = globalThis.devicePixelRatio || 1;
    const whole = Math.floor(scale * ratio) / ratio;
    return longest <= smallPicture && whole >= 1 ? whole : Math.max(scale, 0.05);
  }
}
