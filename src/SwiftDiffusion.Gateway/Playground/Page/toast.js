// A sentence at the edge of the page that leaves by itself.
import { $, setText } from "./dom.js";

const shownMs = 6000;
let timer = 0;

/** @param {string} text */
export function toast(text) {
  const element = $("#toast");
  clearTimeout(timer);
  setText(element, text);
  element.hidden = false;
  timer = setTimeout(() => (element.hidden = true), shownMs);
}
