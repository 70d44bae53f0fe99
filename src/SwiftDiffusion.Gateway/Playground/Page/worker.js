// One worker: how it is, what it holds, how busy its devices are.
import { h } from "./dom.js";
import { figure, fillTable } from "./table.js";
import { percent, size } from "./words.js";

/** @param {any} worker of `GET /v1/status` */
export function workerCard(worker) {
  const { figures = {} } = worker;
  return h("article", { class: "worker", "aria-label": `Worker ${worker.id}` },
    h("header", {}, h("h3", {}, worker.id), h("span", { class: `badge ${worker.health === "ready" ? "ready" : "bad"}` }, worker.health)),
    h("dl", { class: "facts" }, ...factsOf(worker).map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value)))),
    busy(figures.device_busy ?? []),
    tiers(figures.adapter_tiers ?? []),
    warm(worker.warm));
}

function factsOf({ devices, slots, running, slowdown, models, figures = {} }) {
  return [
    ["Devices", listOf(devices)],
    ["Running", slots ? `${running ?? 0} of ${slots}` : figure(running)],
    ["Rows per step", figure(figures.rows_per_step, (rows) => rows.toFixed(2))],
    ...(slowdown > 1.005 ? [["Slower than usual by", percent(slowdown - 1)]] : []),
    ["Models", listOf(models)],
  ].filter(([, value]) => value);
}

function busy(devices) {
  if (devices.length === 0) return null;
  return h("div", {}, h("h4", {}, "Busy share"), ...devices.map(({ device, share }) => {
    const gauge = h("span", { class: "gauge", role: "img", "aria-label": `${device} is busy ${percent(share)} of the time` }, h("span"));
    gauge.style.setProperty("--share", String(Math.min(1, Math.max(0, share))));
    return h("div", { class: "share" }, h("span", {}, device), gauge, h("span", {}, percent(share)));
  }));
}

function tiers(rows) {
  if (rows.length === 0) return null;
  const table = h("table");
  fillTable(table, [
    { title: "Adapter tier", cell: ({ tier }) => tier },
    { title: "Hits", kind: "number", cell: ({ hits }) => figure(hits) },
    { title: "Misses", kind: "number", cell: ({ misses }) => figure(misses) },
    { title: "Hit rate", kind: "number", cell: ({ hits, misses }) => (hits + misses > 0 ? percent(hits / (hits + misses)) : "–") },
    { title: "Held", kind: "number", cell: ({ bytes }) => figure(bytes, size) },
  ], rows, "");
  return h("div", { class: "scroller" }, table);
}

/** What it holds is a map of lists whose names are the worker's business. */
function warm(held) {
  const entries = Object.entries(held ?? {}).map(([name, value]) => [name, listOf(value)]).filter(([, value]) => value);
  return entries.length === 0 ? null : h("div", {}, h("h4", {}, "Warm"),
    h("dl", { class: "facts" }, ...entries.map(([name, value]) => h("div", {}, h("dt", {}, name.replaceAll("_", " ")), h("dd", {}, value)))));
}

function listOf(value) {
  if (Array.isArray(value)) return value.map((each) => each?.id ?? each?.name ?? String(each)).join(", ");
  if (value && typeof value === "object") return Object.keys(value).join(", ");
  return value === null || value === undefined ? "" : String(value).replaceAll(",", ", ");
}
