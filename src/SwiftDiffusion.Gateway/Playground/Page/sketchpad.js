// A canvas to draw on, with pen and eraser, by pointer or by keyboard: arrows move the pen, space lowers and lifts it.
import { h } from "./dom.js";
import { contextOf, newCanvas } from "./pictures.js";

const mostUndo = 20;

/**
 * @typedef {Object} SketchOptions
 * @property {string} label
 * @property {number} width
 * @property {number} height
 * @property {string} color of the pen
 * @property {boolean} hasColors whether the pen's colour may be chosen
 * @property {number} penSize in pixels of the canvas
 * @property {CanvasImageSource | null} [under] shown below and not part of the drawing
 * @property {CanvasImageSource | null} [start] what the drawing begins with
 * @property {() => void} onChange after each stroke
 */

export class Sketchpad {
  /** The drawing itself. @type {HTMLCanvasElement} */ canvas;
  element;
  #options;
  #undo = /** @type {ImageData[]} */ ([]);
  #color; #size; #isEraser = false; #pen = { x: 0, y: 0, isDown: false };
  #cursor = h("span", { class: "pen", "aria-hidden": "true", hidden: true });

  /** @param {SketchOptions} options */
  constructor(options) {
    this.#options = options;
    this.#color = options.color;
    this.#size = options.penSize;
    this.canvas = newCanvas(options.width, options.height);
    if (options.start) contextOf(this.canvas).drawImage(options.start, 0, 0, options.width, options.height);
    this.canvas.tabIndex = 0;
    this.canvas.setAttribute("role", "application");
    this.canvas.setAttribute("aria-label", `${options.label}. Arrow keys move the pen, space lowers or lifts it, E changes to the eraser, Z takes back.`);
    this.element = h("div", { class: "sketch" }, this.#surface(), this.#tools());
    this.#listen();
  }

  clear() {
    this.#remember();
    contextOf(this.canvas).clearRect(0, 0, this.canvas.width, this.canvas.height);
    this.#options.onChange();
  }

  /** Whether nothing is drawn. */
  get isEmpty() {
    const { data } = contextOf(this.canvas).getImageData(0, 0, this.canvas.width, this.canvas.height);
    return !data.some((value, i) => i % 4 === 3 && value > 0);
  }

  #surface() {
    const surface = h("div", { class: "surface" });
    if (this.#options.under) {
      const under = newCanvas(this.canvas.width, this.canvas.height);
      contextOf(under).drawImage(this.#options.under, 0, 0, under.width, under.height);
      surface.append(under);
    }
    surface.append(this.canvas, this.#cursor);
    return surface;
  }

  #tools() {
    this.eraser = h("button", { type: "button", class: "quiet", "aria-pressed": "false", onclick: () => this.#erase(!this.#isEraser) }, "Eraser");
    const size = h("input", { type: "range", min: 1, max: Math.round(this.canvas.width / 5), value: this.#size, "aria-label": "Pen size", oninput: (e) => (this.#size = Number(e.target.value)) });
    const color = this.#options.hasColors ? h("input", { type: "color", value: this.#color, "aria-label": "Pen colour", oninput: (e) => (this.#color = e.target.value, this.#erase(false)) }) : null;
    return h("div", { class: "tools" }, color, size, this.eraser,
      h("button", { type: "button", class: "quiet", onclick: () => this.#takeBack() }, "Undo"),
      h("button", { type: "button", class: "quiet", onclick: () => this.clear() }, "Clear"));
  }

  #listen() {
    const { canvas } = this;
    canvas.addEventListener("pointerdown", (e) => {
      canvas.setPointerCapture(e.pointerId);
      this.#remember();
      this.#moveTo(this.#at(e));
      this.#pen.isDown = true;
      this.#lineTo(this.#at(e));
    });
    canvas.addEventListener("pointermove", (e) => {
      if (!this.#pen.isDown || !canvas.hasPointerCapture(e.pointerId)) return;
      for (const each of e.getCoalescedEvents?.() ?? [e]) this.#lineTo(this.#at(each));
    });
    for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => this.#lift());
    canvas.addEventListener("keydown", (e) => this.#onKey(e));
    canvas.addEventListener("focus", () => this.#showCursor(canvas.matches(":focus-visible")));
    canvas.addEventListener("blur", () => (this.#lift(), this.#showCursor(false)));
  }

  #onKey(e) {
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    const far = this.canvas.width / (e.shiftKey ? 8 : 64);
    const [dx, dy] = { ArrowLeft: [-far, 0], ArrowRight: [far, 0], ArrowUp: [0, -far], ArrowDown: [0, far] }[e.key] ?? [0, 0];
    if (dx || dy) this.#travel(this.#pen.x + dx, this.#pen.y + dy);
    else if (e.key === " ") this.#pen.isDown ? this.#lift() : this.#lower();
    else if (e.key === "e") this.#erase(!this.#isEraser);
    else if (e.key === "z") this.#takeBack();
    else return;
    e.preventDefault();
    this.#showCursor(true);
  }

  #travel(x, y) {
    const to = { x: Math.min(Math.max(0, x), this.canvas.width), y: Math.min(Math.max(0, y), this.canvas.height) };
    this.#pen.isDown ? this.#lineTo(to) : this.#moveTo(to);
  }

  #lower() {
    this.#remember();
    this.#pen.isDown = true;
    this.#lineTo(this.#pen);
  }

  #lift() {
    if (!this.#pen.isDown) return;
    this.#pen.isDown = false;
    this.#options.onChange();
  }

  #moveTo({ x, y }) {
    Object.assign(this.#pen, { x, y });
  }

  #lineTo({ x, y }) {
    const context = contextOf(this.canvas);
    context.globalCompositeOperation = this.#isEraser ? "destination-out" : "source-over";
    context.strokeStyle = this.#color;
    context.lineWidth = this.#size;
    context.lineCap = context.lineJoin = "round";
    context.beginPath();
    context.moveTo(this.#pen.x, this.#pen.y);
    context.lineTo(x, y);
    context.stroke();
    this.#moveTo({ x, y });
  }

  #at(e) {
    const box = this.canvas.getBoundingClientRect();
    return { x: ((e.clientX - box.left) / box.width) * this.canvas.width, y: ((e.clientY - box.top) / box.height) * this.canvas.height };
  }

  #erase(isEraser) {
    this.#isEraser = isEraser;
    this.eraser.setAttribute("aria-pressed", String(isEraser));
  }

  #remember() {
    this.#undo.push(contextOf(this.canvas).getImageData(0, 0, this.canvas.width, this.canvas.height));
    if (this.#undo.length > mostUndo) this.#undo.shift();
  }

  #takeBack() {
    const before = this.#undo.pop();
    if (!before) return;
    contextOf(this.canvas).putImageData(before, 0, 0);
    this.#options.onChange();
  }

  #showCursor(isShown) {
    this.#cursor.hidden = !isShown;
    this.#cursor.style.left = `${(100 * this.#pen.x) / this.canvas.width}%`;
    this.#cursor.style.top = `${(100 * this.#pen.y) / this.canvas.height}%`;
  }
}
