// The picture to start from, how much of it to change, and where.
import { $, h, setText } from "./dom.js";
import { PictureInput } from "./picture-input.js";
import { covering, maskOf, newCanvas, toPng } from "./pictures.js";
import { Sketchpad } from "./sketchpad.js";

const defaultStrength = 0.75;
/** Masks are painted at about this many pixels across, however small the picture is. */
const maskSide = 512;

export class SourcePanel {
  #root; #context; #input; #strength; #strengthOut; #field; #maskButton;
  /** @type {Sketchpad | null} */ #mask = null;

  /**
   * @param {HTMLElement} root
   * @param {{onChange: () => void, size: () => {width: number, height: number}, lastResult: () => Promise<HTMLCanvasElement | null>}} context
   */
  constructor(root, context) {
    this.#root = root;
    this.#context = context;
    this.#maskButton = h("button", { type: "button", class: "quiet", "aria-pressed": "false", hidden: true, onclick: () => this.#toggleMask() }, "Paint a mask");
    this.#input = new PictureInput({ label: "Start picture", onChange: () => this.#onPicture(), lastResult: context.lastResult, extra: [this.#maskButton] });
    this.#strength = h("input", { id: "strength", type: "range", min: 0.05, max: 1, step: 0.05, value: defaultStrength, oninput: () => this.#tell() });
    this.#strengthOut = h("output", { for: "strength" });
    this.#field = h("div", { class: "field meter source-strength", hidden: true }, h("label", { for: "strength" }, "How much to change"), this.#strengthOut, this.#strength);
    $(".body", root).append(this.#input.element, this.#field);
    this.#tell();
  }

  /** @param {HTMLCanvasElement | null} picture */
  set(picture) {
    this.#input.set(picture);
    if (picture) this.#root.open = true;
  }

  /** As the request wants it; null without a picture. */
  get value() {
    const { picture } = this.#input;
    if (!picture) return null;
    const { width, height } = this.#context.size();
    const mask = this.#mask && !this.#mask.isEmpty ? { mask: toPng(maskOf(covering(this.#mask.canvas, width, height))) } : {};
    return { image: toPng(covering(picture, width, height)), ...mask, strength: Number(this.#strength.value) };
  }

  #onPicture() {
    this.#mask = null;
    this.#maskButton.hidden = this.#field.hidden = this.#input.picture === null;
    this.#maskButton.setAttribute("aria-pressed", "false");
    this.#tell();
  }

  #toggleMask() {
    if (this.#mask) {
      this.#onPicture();
      this.#input.show(this.#input.picture);
      return;
    }

    const { picture } = this.#input;
    const scale = Math.max(1, maskSide / Math.max(picture.width, picture.height));
    const canvas = newCanvas(picture.width * scale, picture.height * scale);
    this.#mask = new Sketchpad({
      label: "Mask: paint what is to change", width: canvas.width, height: canvas.height, color: "#ff4fa3", hasColors: false,
      penSize: Math.round(canvas.width / 10), under: picture, onChange: () => this.#tell(),
    });
    this.#maskButton.setAttribute("aria-pressed", "true");
    this.#strength.value = 1; // what was painted over is to be drawn anew
    this.#input.show(this.#mask.element);
    this.#mask.canvas.focus({ preventScroll: true });
    this.#tell();
  }

  #tell() {
    setText(this.#strengthOut, this.#strength.value);
    const words = this.#input.picture === null ? "none" : this.#mask && !this.#mask.isEmpty ? "masked" : `change ${Math.round(100 * this.#strength.value)} %`;
    setText($(".summary", this.#root), words);
    this.#context.onChange();
  }
}
