// How far a job is: a bar with a mark where each LoRA was attached, a sentence, and now and then a word for screen readers.
import { $, h, setText } from "./dom.js";
import { fractionDone, isActive } from "./run.js";
import { phaseOf } from "./words.js";

export class Progress {
  #root; #announce; #said = "";

  /** @param {HTMLElement} root @param {HTMLElement} announce the live region */
  constructor(root, announce) {
    this.#root = root;
    this.#announce = announce;
  }

  /** @param {import("./run.js").Run} run */
  show(run) {
    this.#root.hidden = !isActive(run);
    const done = fractionDone(run);
    const bar = $(".bar", this.#root);
    const isMoving = run.phase === "running" && done > 0;
    bar.classList.toggle("unknown", !isMoving);
    isMoving ? bar.setAttribute("aria-valuenow", String(Math.round(100 * done))) : bar.removeAttribute("aria-valuenow");
    bar.style.setProperty("--done", String(done));
    setText($(".words", this.#root), phaseOf(run));
    this.#mark(run);
    this.#say(run, done);
  }

  #mark(run) {
    const { steps } = run.images[0];
    const attached = Object.entries(run.adapters).filter(([, { state }]) => state === "attached");
    const marks = attached.map(([name, { step }]) => {
      const mark = h("li", {}, name);
      mark.style.setProperty("--at", String((step ?? 0) / steps));
      return mark;
    });
    $(".marks", this.#root).replaceChildren(...marks);
  }

  /** Every step would be chatter: phases and quarters are enough. */
  #say(run, done) {
    const words = run.phase === "running" && done > 0 && done < 1 ? `${Math.floor(done * 4) * 25} percent` : phaseOf(run);
    if (words === this.#said) return;
    this.#said = words;
    setText(this.#announce, words);
  }
}
