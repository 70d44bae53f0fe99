// The playground. Main path of a picture: (1) the form and its panels are read into a body, (2) a Job sends it and follows its events,
// (3) every event changes the Run, which stage, bar and LoRAs show, (4) the files are fetched, shown and kept in the strip.
import { ApiError, requestJson } from "./api.js";
import { showCaption } from "./caption.js";
import { loadCatalog } from "./catalog.js";
import { ControlNetPanel } from "./controlnets.js";
import { $, debounce, h, setText } from "./dom.js";
import { examples, surprise } from "./examples.js";
import { Form } from "./form.js";
import { keep, remember, sentJobs } from "./history.js";
import { parseInfotext, settingsOf } from "./infotext.js";
import { imageUrl, Job } from "./job.js";
import { LoraPanel } from "./loras.js";
import { fromUrl } from "./pictures.js";
import { readPngText } from "./pngtext.js";
import { showProblem } from "./problem.js";
import { Progress } from "./progress.js";
import { isActive } from "./run.js";
import { bodyOf, defaultsOf, restore, save } from "./settings.js";
import { SourcePanel } from "./source.js";
import { Stage } from "./stage.js";
import { Strip } from "./strip.js";
import { toast } from "./toast.js";

/** @type {{models: import("./catalog.js").Model[], schedulerNames: Map<string, string>}} */
let catalog = { models: [], schedulerNames: new Map() };
/** @type {Job | null} */ let job = null;
let isPreparing = false;
/** @type {Promise<import("./code.js").CodeView> | null} loaded when somebody first looks */ let code = null;
/** @type {import("./caption.js").Picture | null} */ let shown = null;
/** Fields that were filled in before the catalog came; it must not take that back. */
const early = new Set();

const changed = debounce(150, () => {
  if (catalog.models.length === 0) return;
  save(settings());
  form.tell();
  showCode();
});

const form = new Form($("#form"), onField);
const context = { onChange: () => changed(), size: () => ({ width: form.value.width, height: form.value.height }), lastResult };
const loras = new LoraPanel($("#loras"), () => changed());
const controlnets = new ControlNetPanel($("#controlnets"), context);
const source = new SourcePanel($("#source"), context);
const stage = new Stage($("#stage"), (index) => select(strip.siblings(shown)[index]));
const strip = new Strip($("#strip"), select);
const progress = new Progress($("#progress"), $("#announce"));
const problem = $("#problem");

const settings = () => ({ ...form.value, loras: loras.value });
const body = () => bodyOf(settings(), { controlnets: controlnets.value, source: source.value });
const model = () => catalog.models.find(({ id }) => id === form.value.model) ?? catalog.models[0];

// --- The form

function onField(name) {
  early.add(name);
  if (name === "model") useModel(true);
  if (name === "width" || name === "height") controlnets.resized();
  changed();
}

/** @param {boolean} withDefaults whether size, steps and guidance become the model's own */
function useModel(withDefaults) {
  const chosen = model();
  form.setModel(chosen);
  loras.setAvailable(chosen.loras);
  controlnets.setAvailable(chosen.controlnets);
  if (!withDefaults) return;
  const { width, height, steps, guidance } = defaultsOf(chosen);
  form.set({ width, height, steps, guidance });
}

/** @param {Partial<import("./settings.js").Settings>} values */
function use(values) {
  if (values.model) form.set({ model: values.model });
  useModel(false);
  form.set(values);
  if (values.loras) loras.set(values.loras);
  controlnets.resized();
  changed();
}

/** @param {string} prompt */
function write(prompt) {
  form.set({ prompt });
  onField("prompt");
}

function reset() {
  use({ ...defaultsOf(model()) });
  controlnets.clear();
  source.set(null);
  loras.showStates({});
  $("#prompt").focus();
}

// --- One picture

async function generate() {
  if (isPreparing || isActive(job?.run ?? null)) return;
  isPreparing = true;
  await isReady; // whoever is faster than the catalog waits for it
  const isComplete = catalog.models.length > 0 && form.check() && (await controlnets.check());
  isPreparing = false;
  if (isComplete) await draw();
}

async function draw() {
  problem.hidden = true;
  // 1. Read.
  const sent = settings();
  save(sent);
  const request = { ...body(), previews: true };
  job = new Job(request, (run) => onRun(run, sent));
  stage.begin(request.n, sent);
  $("#caption").hidden = true;
  onRun(job.run, sent);
  if (isStacked()) $("#stage").scrollIntoView({ block: "start" });
  // 2. Send and follow.
  await job.send(request, (id) => remember({ id, settings: sent }));
}

/** 3. Show. @param {import("./run.js").Run} run @param {import("./settings.js").Settings} sent */
function onRun(run, sent) {
  setBusy(isActive(run));
  progress.show(run);
  loras.showStates(run.adapters);
  stage.preview(run);
  if (run.phase === "completed") finish(run.job, sent);
  else if (run.phase === "cancelled") standDown("Cancelled.");
  else if (run.phase === "failed" || run.phase === "refused") fail(run.error ?? { message: "The server did not say why." });
}

/** 4. Fetch and keep. */
async function finish(ended, sent) {
  try {
    const pictures = await picturesOf(ended, sent);
    strip.add(pictures);
    select(pictures[0]);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    fail(error);
  }
}

async function picturesOf(ended, sent) {
  const tookMs = ended.finished_at && ended.started_at ? 1000 * (ended.finished_at - ended.started_at) : null;
  const urls = await Promise.all(ended.images.map(imageUrl));
  return ended.images.map(({ index, media_type: mediaType, seed, attached_at: attachedAt }, i) => (
    { jobId: ended.id, index, url: urls[i], mediaType, seed, attachedAt, settings: sent, tookMs }));
}

function fail(error) {
  standDown(error.message);
  const placed = form.showProblems(error.problems?.length > 0 ? error.problems : [{ field: error.param ?? null, message: error.message }]);
  const isLasting = placed || (error.status >= 400 && error.status < 500 && error.status !== 429);
  showProblem(problem, error, isLasting ? null : generate, (each) => form.inWords(each));
  problem.scrollIntoView({ block: "nearest" });
}

/** Nothing came of it: the last picture returns, if there is one. */
function standDown(words) {
  setText($("#announce"), words);
  shown ? select(shown) : stage.clear();
  if (words === "Cancelled.") toast(words);
}

function setBusy(isBusy) {
  const generateButton = $("#generate");
  const cancelButton = $("#cancel");
  const hadFocus = [generateButton, cancelButton].includes(document.activeElement);
  generateButton.hidden = isBusy;
  cancelButton.hidden = !isBusy;
  if (hadFocus) (isBusy ? cancelButton : generateButton).focus();
}

// --- Pictures that are there

/** @param {import("./caption.js").Picture} picture */
function select(picture) {
  shown = picture;
  strip.select(picture);
  if (isActive(job?.run ?? null)) return;
  const siblings = strip.siblings(picture);
  stage.show(siblings, siblings.indexOf(picture));
  showCaption($("#caption"), picture, { model: model(), actions: {
    again: (change) => (use({ ...picture.settings, ...change }), generate()),
    start: async () => source.set(await fromUrl(picture.url)),
    control: async (name) => controlnets.add(name, await fromUrl(picture.url)),
    restore: () => (use({ ...picture.settings, seed: picture.seed }), toast("Settings restored.")),
  } });
}

async function showCode() {
  if (!$("#code").open || catalog.models.length === 0) return;
  code ??= import("./code.js").then(({ CodeView }) => new CodeView($("#code")));
  (await code).show(body());
}

/** @param {string} name of a LoRA that was added */
async function onAdded(name) {
  catalog = await loadCatalog();
  use({ loras: [...loras.value, { name, scale: 0.8 }] });
}

async function lastResult() {
  if (!shown) toast("There is no result yet.");
  return shown ? fromUrl(shown.url) : null;
}

/** Pictures of this browser's earlier jobs; one that is still under way is taken up. */
async function recall() {
  const sent = sentJobs();
  if (sent.length === 0) return;
  const known = new Map((await requestJson("/v1/jobs?limit=100")).data.map((each) => [each.id, each]));
  const there = sent.filter(({ id }) => known.has(id));
  keep(there);
  for (const { id, settings: asked } of there) {
    const earlier = known.get(id);
    if (earlier.status === "completed") strip.add(await picturesOf(earlier, asked), true);
    else if ((earlier.status === "queued" || earlier.status === "running") && !isActive(job?.run ?? null)) resume(earlier, asked);
  }
}

function resume(earlier, asked) {
  job = new Job({ n: asked.n, num_inference_steps: asked.steps, loras: asked.loras }, (run) => onRun(run, asked));
  stage.begin(asked.n, asked);
  job.resume(earlier);
}

// --- Settings out of a picture

/** @param {File} file */
async function restoreFrom(file) {
  const text = await readPngText(await file.arrayBuffer(), "parameters");
  if (text === null) {
    toast(`${file.name} carries no settings. Drop it on “Start picture” to begin from it.`);
    return;
  }
  const { settings: found, missing } = settingsOf(parseInfotext(text), catalog);
  use({ ...settings(), ...found });
  toast(missing.length === 0 ? "Settings restored from the picture." : `Settings restored, except ${missing.join(", ")}.`);
}

// --- Wiring

const isStacked = () => matchMedia("(max-width: 899px)").matches;

function listen() {
  form.element.addEventListener("submit", (e) => (e.preventDefault(), generate()));
  $("#cancel").addEventListener("click", () => job?.cancel());
  $("#reset").addEventListener("click", reset);
  $("#seed-random").addEventListener("click", () => (form.set({ seed: null }), changed()));
  $("#surprise").addEventListener("click", () => (write(surprise()), $("#prompt").focus()));
  $("#restore-file").addEventListener("change", (e) => e.target.files[0] && restoreFrom(e.target.files[0]));
  $("#code").addEventListener("toggle", showCode);
  $("#register").addEventListener("toggle", async () => (await import("./register.js")).open(() => model().id, onAdded), { once: true });
  $("#examples").replaceChildren(...examples.map((text) => h("li", {}, h("button", { type: "button", class: "chip", onclick: () => (write(text), generate()) }, text))));
  document.addEventListener("keydown", (e) => {
    if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) (e.preventDefault(), generate());
    else if (e.key === "Escape" && !$("dialog[open]")) job?.cancel();
  });
  document.addEventListener("dragover", (e) => e.preventDefault());
  document.addEventListener("drop", (e) => {
    e.preventDefault();
    if (e.dataTransfer.files[0]) restoreFrom(e.dataTransfer.files[0]);
  });
}

async function start() {
  if (isStacked()) for (const section of document.querySelectorAll(".panel details.section")) section.open = false;
  if (navigator.platform.startsWith("Mac")) $("#generate kbd").textContent = "⌘ ⏎";
  listen();
  try {
    catalog = await loadCatalog();
    if (catalog.models.length === 0) throw new ApiError("This server has no model to draw with yet.", { code: "not_ready" });
    form.setCatalog(catalog);
    const kept = restore();
    const first = catalog.models.find(({ id }) => id === kept.model) ?? catalog.models[0];
    const values = { ...defaultsOf(first), ...kept, model: first.id };
    use(Object.fromEntries(Object.entries(values).filter(([name]) => !early.has(name))));
    await recall();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    showProblem(problem, error, () => location.reload());
  }
}

const isReady = start();
