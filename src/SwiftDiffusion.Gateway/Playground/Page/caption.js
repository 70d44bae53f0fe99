// Below the picture: what it was made from, and what can be done with it.
import { h } from "./dom.js";
import { duration } from "./words.js";

/**
 * @typedef {Object} Picture
 * @property {string} jobId
 * @property {number} index
 * @property {string} url of this page's memory
 * @property {string} mediaType
 * @property {number} seed
 * @property {number | null} attachedAt
 * @property {import("./settings.js").Settings} settings
 * @property {number | null} tookMs
 */

/** @typedef {{again: (change: Partial<import("./settings.js").Settings>) => void, start: () => void, control: (name: string) => void, restore: () => void}} Actions */

/** @param {HTMLElement} root @param {Picture} picture @param {{model: import("./catalog.js").Model, actions: Actions}} context */
export function showCaption(root, picture, { model, actions }) {
  const { settings, seed } = picture;
  root.replaceChildren(
    h("p", { class: "prompt" }, settings.prompt),
    h("dl", { class: "facts" }, ...factsOf(picture).flatMap(([name, value]) => [h("div", {}, h("dt", {}, name), h("dd", {}, value))])),
    h("div", { class: "row" },
      h("a", { class: "button", href: picture.url, download: fileName(picture) }, "Download"),
      againMenu(settings, seed, actions),
      menu("Use it", [
        ["as the start picture", actions.start],
        ...model.controlnets.map((name) => [`for ControlNet ${name}`, () => actions.control(name)]),
        ["its settings", actions.restore],
      ])));
  root.hidden = false;
}

function factsOf({ settings, seed, attachedAt, tookMs }) {
  const loras = settings.loras.map(({ name, scale }) => `${name} ${scale}`).join(", ");
  return [
    ["Seed", String(seed)],
    ["Size", `${settings.width} × ${settings.height}`],
    ["Steps", String(settings.steps)],
    ["Guidance", String(settings.guidance)],
    ...(settings.noiseScheduler ? [["Noise scheduler", settings.noiseScheduler]] : []),
    ...(loras ? [["LoRAs", attachedAt ? `${loras}, from step ${attachedAt}` : loras]] : []),
    ...(tookMs ? [["Time", duration(tookMs)]] : []),
  ];
}

function againMenu(settings, seed, { again }) {
  const moreSteps = Math.min(1000, Math.round(settings.steps * 1.5));
  return menu("Again with…", [
    ["a new seed", () => again({ seed: null })],
    ["the same seed", () => again({ seed })],
    [`${moreSteps} steps`, () => again({ seed, steps: moreSteps })],
    [`guidance ${settings.guidance + 2}`, () => again({ seed, guidance: settings.guidance + 2 })],
    ...(settings.loras.length > 0 ? [["no LoRAs", () => again({ seed, loras: [] })]] : []),
    ["four seeds", () => again({ seed: null, n: 4 })],
  ]);
}

/** A button that unfolds a list of others. @param {string} title @param {[string, () => void][]} entries */
function menu(title, entries) {
  const details = h("details", { class: "menu" }, h("summary", { class: "button" }, title),
    h("ul", {}, ...entries.map(([text, action]) => h("li", {}, h("button", { type: "button", onclick: () => (close(), action()) }, text)))));
  const close = () => (details.open = false);
  details.addEventListener("focusout", (e) => !details.contains(e.relatedTarget) && close());
  details.addEventListener("keydown", (e) => {
    if (e.key === "Escape" && details.open) {
      e.stopPropagation(); // Escape also cancels a job
      close();
      details.querySelector("summary").focus();
    } else if (e.key === "ArrowDown" || e.key === "ArrowUp") {
      e.preventDefault();
      details.open = true;
      const buttons = [...details.querySelectorAll("ul button")];
      const at = buttons.indexOf(document.activeElement) + (e.key === "ArrowDown" ? 1 : -1);
      buttons[(at + buttons.length) % buttons.length].focus();
    }
  });
  return details;
}

function fileName({ settings, seed, index, mediaType }) {
  const words = settings.prompt.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "").slice(0, 48) || "picture";
  return `${words}-${seed}${index > 0 ? `-${index}` : ""}.${mediaType.split("/")[1] ?? "png"}`;
}
