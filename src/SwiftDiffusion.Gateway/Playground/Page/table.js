// Tables that are drawn anew with each answer.
import { h } from "./dom.js";

/**
 * @typedef {Object} Column
 * @property {string} title
 * @property {(row: any) => string | Node} cell
 * @property {string} [kind] class of its cells
 */

/** @param {HTMLElement} table @param {Column[]} columns @param {any[]} rows @param {string} none said instead of rows */
export function fillTable(table, columns, rows, none) {
  const body = rows.length > 0
    ? rows.map((row) => h("tr", {}, ...columns.map(({ cell, kind = "" }) => h("td", { class: kind }, cell(row)))))
    : [h("tr", {}, h("td", { colspan: columns.length, class: "hint" }, none))];
  table.replaceChildren(
    h("thead", {}, h("tr", {}, ...columns.map(({ title, kind = "" }) => h("th", { scope: "col", class: kind }, title)))),
    h("tbody", {}, ...body));
}

/** A number where there is one. @param {number | null | undefined} value @param {(value: number) => string} [write] */
export const figure = (value, write = String) => (typeof value === "number" && Number.isFinite(value) ? write(value) : "–");
