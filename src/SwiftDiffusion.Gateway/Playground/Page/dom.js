// The little of a view library that these pages need.

/** @template {Element} T @param {string} selector @param {ParentNode} [root] @returns {T} */
export const $ = (selector, root = document) => /** @type {T} */ (root.querySelector(selector));

/** @param {string} selector @param {ParentNode} [root] @returns {HTMLElement[]} */
export const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

/**
 * Creates an element. Functions named "on…" listen, objects and flags become properties, the rest attributes; null is left out.
 * @param {string} tag
 * @param {Record<string, any>} [props]
 * @param {...(Node | string | null)} children
 */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "data") Object.assign(element.dataset, value);
    else if (typeof value === "boolean" && !name.includes("-")) element[name] = value;
    else element.setAttribute(name, String(value));
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** Replaces text only where it changed, so that live regions stay quiet. @param {Element} element @param {string} text */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Calls `action` once things have been quiet for `ms`. @param {number} ms @param {(...args: any[]) => void} action */
export function debounce(ms, action) {
  let timer = 0;
  return (...args) => {
    clearTimeout(timer);
    timer = setTimeout(action, ms, ...args);
  };
}

let ids = 0;

/** An id that nothing else on the page has. @param {string} prefix */
export const newId = (prefix) => `${prefix}-${++ids}`;
