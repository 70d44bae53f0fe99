// Where a job's time went, as one bar of phases.
import { h } from "./dom.js";
import { duration } from "./words.js";

export const phases = [
  ["queue_ms", "waiting"],
  ["adapters_ms", "LoRAs"],
  ["encode_ms", "prompt"],
  ["denoise_ms", "denoising"],
  ["decode_ms", "decoding"],
];

/** @param {Record<string, number> | null} timings */
export const totalOf = (timings) => phases.reduce((sum, [name]) => sum + (timings?.[name] ?? 0), 0);

/** @param {Record<string, number> | null} timings @param {number} longestMs a full bar */
export function waterfall(timings, longestMs) {
  if (!timings) return h("span", { class: "hint" }, "–");
  const there = phases.filter(([name]) => timings[name] > 0);
  const words = there.map(([name, title]) => `${title} ${duration(timings[name])}`).join(", ");
  return h("div", { class: "waterfall", role: "img", "aria-label": words, title: words }, ...there.map(([name]) => {
    const part = h("span", { class: name });
    part.style.setProperty("--share", String(timings[name] / longestMs));
    return part;
  }));
}

export const legend = () => phases.map(([name, title]) => h("li", { class: name }, title));
