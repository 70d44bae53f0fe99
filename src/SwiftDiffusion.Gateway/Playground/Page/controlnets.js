// The ControlNets of a request: a card each with its picture, what the ControlNet makes of it, and how strongly and when it acts.
import { requestJson } from "./api.js";
import { $, debounce, h, newId, setText } from "./dom.js";
import { PictureInput } from "./picture-input.js";
import { covering, fromUrl, newCanvas, contextOf, toPng } from "./pictures.js";
import { Sketchpad } from "./sketchpad.js";

const usualEdges = { low: 100, high: 200 };
/** Drawings are made finer than they are sent, so that lines are smooth. */
const fineness = 4;

export class ControlNetPanel {
  #root; #context; #cards = /** @type {Card[]} */ ([]);
  #names = /** @type {string[]} */ ([]);

  /**
   * @param {HTMLElement} root
   * @param {{onChange: () => void, size: () => {width: number, height: number}, lastResult: () => Promise<HTMLCanvasElement | null>}} context
   */
  constructor(root, context) {
    this.#root = root;
    this.#context = context;
  }

  /** @param {string[]} names of the model; cards of others are dropped */
  setAvailable(names) {
    this.#names = names;
    for (const card of this.#cards.filter(({ name }) => !names.includes(name))) this.#remove(card);
    const chips = names.map((name) => h("button", { type: "button", class: "chip add", "aria-label": `Add ${name}`, onclick: () => this.add(name) }, name));
    $(".chips", this.#root).replaceChildren(...(chips.length > 0 ? chips : [h("p", { class: "hint" }, "This model has none.")]));
    this.#tell();
  }

  /** @param {string} name @param {HTMLCanvasElement | null} [picture] */
  add(name, picture = null) {
    const card = new Card(name, this.#context, () => this.#remove(card));
    this.#cards.push(card);
    $(".cards", this.#root).append(card.element);
    this.#root.open = true;
    this.#tell();
    if (picture) card.input.set(picture);
    else $("input", card.element).focus({ preventScroll: true });
    this.#context.onChange();
  }

  get names() {
    return this.#names;
  }

  clear() {
    for (const card of [...this.#cards]) this.#remove(card);
  }

  /** Pictures are cut anew when the size has changed. */
  resized() {
    for (const card of this.#cards) card.preview();
  }

  /** False, and says where, when a picture is missing or its edges cannot be had. */
  async check() {
    const empty = this.#cards.find((card) => card.isEmpty);
    empty?.input.complain(`Give ${empty.name} a picture, or remove it.`);
    return !empty && (await Promise.all(this.#cards.map((card) => card.settle()))).every(Boolean);
  }

  /** As the request wants them. */
  get value() {
    return this.#cards.filter((card) => !card.isEmpty).map((card) => card.value);
  }

  #remove(card) {
    this.#cards = this.#cards.filter((other) => other !== card);
    card.element.remove();
    this.#tell();
    this.#context.onChange();
  }

  #tell() {
    setText($(".summary", this.#root), this.#cards.length === 0 ? "none" : this.#cards.map(({ name }) => name).join(", "));
  }
}

class Card {
  name; element; input;
  #context; #fields = {}; #edges = { ...usualEdges };
  /** What the server said the ControlNet will see. @type {string | null} */ #seen = null;
  /** @type {Sketchpad | null} */ #sketch = null;
  #ask = debounce(250, () => this.#askServer());
  #asked = 0;

  constructor(name, context, onRemove) {
    this.name = name;
    this.#context = context;
    const draw = h("button", { type: "button", class: "quiet", onclick: () => this.#draw() }, "Draw");
    this.input = new PictureInput({ label: `Picture for ${name}`, onChange: () => this.#onPicture(), lastResult: context.lastResult, extra: [draw] });
    this.element = h("article", { class: "card", "aria-label": `ControlNet ${name}` },
      h("header", {}, h("h3", {}, name), h("button", { type: "button", class: "quiet icon", "aria-label": `Remove ${name}`, onclick: onRemove }, "×")),
      this.input.element,
      h("div", { class: "fields" },
        this.#select("preprocessor", "Picture is", [["canny", "any: take its edges"], ["none", "ready to use"]], name.includes("canny") ? "canny" : "none"),
        this.#range("scale", "Strength", 0, 2, 0.05, 1, "wide"),
        this.#range("start", "From", 0, 1, 0.05, 0), this.#range("end", "Until", 0, 1, 0.05, 1),
        this.#range("low", "Fine edges", 1, 255, 1, usualEdges.low), this.#range("high", "Sure edges", 1, 255, 1, usualEdges.high)));
    this.#showFields();
  }

  get isEmpty() {
    return this.input.picture === null && this.#sketch === null;
  }

  get value() {
    const { scale, start, end } = this.#fields;
    const hasEdges = this.#isOurs && this.#preprocessor === "canny" && this.#seen !== null;
    return {
      name: this.name,
      image: hasEdges ? this.#seen : toPng(this.#cut()),
      preprocessor: this.#isOurs ? "none" : "canny",
      conditioning_scale: Number(scale.value),
      ...(Number(start.value) > 0 && { start: Number(start.value) }),
      ...(Number(end.value) < 1 && { end: Number(end.value) }),
    };
  }

  /** Waits for edges that only the server can find; false when it cannot. */
  async settle() {
    if (this.#isOurs && this.#preprocessor === "canny" && this.#seen === null) await this.#askServer();
    return !this.#isOurs || this.#preprocessor === "none" || this.#seen !== null;
  }

  /** Shows what the ControlNet sees: the picture, or its edges as the server finds them. */
  preview() {
    this.#seen = null;
    if (this.#sketch || this.isEmpty) return;
    if (this.#preprocessor === "canny") this.#ask();
    else this.input.show(this.#cut());
  }

  get #preprocessor() {
    return this.#sketch ? "none" : this.#fields.preprocessor.value;
  }

  /** Whether the picture is sent ready to use: requests have no fields for other thresholds than the usual ones. */
  get #isOurs() {
    return this.#preprocessor === "none" || this.#edges.low !== usualEdges.low || this.#edges.high !== usualEdges.high;
  }

  #cut() {
    const { width, height } = this.#context.size();
    const picture = covering(this.#sketch?.canvas ?? this.input.picture, width, height);
    if (!this.#sketch) return picture;
    const onBlack = newCanvas(width, height);
    contextOf(onBlack).fillRect(0, 0, width, height);
    contextOf(onBlack).drawImage(picture, 0, 0);
    return onBlack;
  }

  async #askServer() {
    const turn = ++this.#asked;
    const { width, height } = this.#context.size();
    try {
      const { image } = await requestJson("/v1/control-images", { method: "POST", body: { image: toPng(this.#cut()), preprocessor: "canny", ...this.#edges, size: `${width}x${height}` } });
      if (turn !== this.#asked || this.#preprocessor !== "canny" || this.isEmpty) return;
      this.#seen = image;
      this.input.show(h("img", { src: image, alt: `Edges that ${this.name} sees` }));
    } catch (error) {
      if (turn === this.#asked) this.input.complain(`No preview of the edges: ${error.message}`);
    }
  }

  async #draw() {
    const { width, height } = this.#context.size();
    const start = this.#seen ? await fromUrl(this.#seen) : null;
    this.input.set(null, true);
    this.#seen = null;
    this.#sketch = new Sketchpad({
      label: `Drawing for ${this.name}`, width: width * fineness, height: height * fineness, color: "#ffffff", hasColors: true,
      penSize: Math.max(2, Math.round((width * fineness) / 64)), start, onChange: () => this.#context.onChange(),
    });
    this.input.element.classList.remove("empty");
    this.input.show(this.#sketch.element);
    this.#showFields();
    this.#sketch.canvas.focus({ preventScroll: true });
    this.#context.onChange();
  }

  #onPicture() {
    this.#sketch = null;
    this.#showFields();
    this.preview();
    this.#context.onChange();
  }

  #onField(name) {
    this.#keepOrder("start", "end", name);
    this.#keepOrder("low", "high", name);
    this.#edges = { low: Number(this.#fields.low.value), high: Number(this.#fields.high.value) };
    if (["low", "high", "preprocessor"].includes(name)) this.preview();
    this.#showFields();
    this.#context.onChange();
  }

  /** The one that was moved takes the other with it. */
  #keepOrder(lower, upper, moved) {
    const [low, high] = [this.#fields[lower], this.#fields[upper]];
    if (Number(low.value) > Number(high.value)) (moved === lower ? high : low).value = this.#fields[moved].value;
  }

  #showFields() {
    for (const [name, input] of Object.entries(this.#fields)) {
      const field = input.closest(".field");
      if (name === "preprocessor") field.hidden = this.#sketch !== null;
      if (name === "low" || name === "high") field.hidden = this.#preprocessor !== "canny";
      if (input.type === "range") setText($("output", field), input.value);
    }
  }

  #select(name, label, options, value) {
    const id = newId(name);
    const select = h("select", { id, onchange: () => this.#onField(name) }, ...options.map(([value, text]) => h("option", { value }, text)));
    select.value = value;
    this.#fields[name] = select;
    return h("div", { class: "field wide" }, h("label", { for: id }, label), select);
  }

  #range(name, label, min, max, step, value, width = "half") {
    const id = newId(name);
    const range = h("input", { id, type: "range", min, max, step, value, oninput: () => this.#onField(name) });
    this.#fields[name] = range;
    return h("div", { class: `field meter ${width}` }, h("label", { for: id }, label), h("output", { for: id }, String(value)), range);
  }
}
