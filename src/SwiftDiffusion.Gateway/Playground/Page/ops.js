// The operations page: asks for the status every two seconds while somebody looks, and draws it.
import { ApiError, requestJson } from "./api.js";
import { $, h, setText } from "./dom.js";
import { showProblem } from "./problem.js";
import { figure, fillTable } from "./table.js";
import { legend, totalOf, waterfall } from "./waterfall.js";
import { ago, duration } from "./words.js";
import { workerCard } from "./worker.js";

const everyMs = 2000;
let timer = 0;
let isPaused = false;

async function refresh() {
  clearTimeout(timer);
  try {
    draw(await requestJson("/v1/status"));
    $("#problem").hidden = true;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    showProblem($("#problem"), error, refresh);
    tellHealth(false, "No answer");
  }
  if (!isPaused && !document.hidden) timer = setTimeout(refresh, everyMs);
}

function draw(status) {
  const { queue, workers, recent_jobs: jobs } = status;
  tellHealth(status.ready, status.ready ? "Ready" : `Not ready: ${status.reason ?? "no reason given"}`);
  setText($("#version"), status.version ? `Version ${status.version}` : "");
  drawTiles(queue, workers, jobs);
  $("#workers").replaceChildren(...(workers.length > 0 ? workers.map(workerCard) : [h("p", { class: "hint" }, "No worker is connected.")]));
  fillTable($("#queue"), [
    { title: "Key", kind: "key", cell: ({ key }) => key },
    { title: "Waiting", kind: "number", cell: ({ waiting }) => figure(waiting) },
    { title: "Running", kind: "number", cell: ({ running }) => figure(running) },
  ], queue.by_key ?? [], "Nobody is waiting.");
  drawJobs(jobs ?? []);
}

function tellHealth(isReady, words) {
  $(".dot").classList.toggle("bad", !isReady);
  setText($("#state"), words);
}

function drawTiles(queue, workers, jobs) {
  const slots = workers.reduce((sum, worker) => sum + (worker.slots ?? 0), 0);
  const times = (jobs ?? []).filter(({ status, timings }) => status === "completed" && timings).map(({ timings }) => totalOf(timings)).sort((a, b) => a - b);
  const tiles = [
    ["Waiting", figure(queue.waiting)],
    ["Running", figure(queue.running)],
    ["Workers", `${workers.filter(({ health }) => health === "ready").length} of ${workers.length}`],
    ["Slots", figure(slots)],
    ["Median of recent jobs", times.length > 0 ? duration(times[Math.floor(times.length / 2)]) : "–"],
  ];
  $("#tiles").replaceChildren(...tiles.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))));
}

function drawJobs(jobs) {
  const longest = Math.max(1, ...jobs.map(({ timings }) => totalOf(timings)));
  const now = Date.now() / 1000;
  fillTable($("#jobs"), [
    { title: "Job", kind: "key", cell: ({ id }) => id },
    { title: "State", cell: ({ status, error }) => h("span", { class: `badge ${status}`, ...(error && { title: error.message }) }, status) },
    { title: "Model", cell: ({ model }) => model },
    { title: "Sent", cell: ({ created_at: created }) => figure(created, (at) => ago(at, now)) },
    { title: "Attempts", kind: "number", cell: ({ attempts }) => figure(attempts) },
    { title: "Time", kind: "number", cell: ({ timings }) => (timings ? duration(totalOf(timings)) : "–") },
    { title: "Phases", cell: ({ timings }) => waterfall(timings, longest) },
  ], jobs, "No jobs yet.");
}

$("#legend").append(...legend());
$("#pause").addEventListener("click", (e) => {
  isPaused = !isPaused;
  e.currentTarget.setAttribute("aria-pressed", String(isPaused));
  if (!isPaused) refresh();
  else clearTimeout(timer);
});
document.addEventListener("visibilitychange", () => !document.hidden && !isPaused && refresh());
refresh();
