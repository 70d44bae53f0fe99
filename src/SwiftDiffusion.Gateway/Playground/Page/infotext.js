// The text that is embedded in pictures ("parameters"), as web UIs have written it for years: prompt, negative prompt, one line of fields.

const negativeLabel = "Negative prompt:";
const fieldPattern = /\s*(\w[\w \-/]+):\s*("(?:\\.|[^\\"])+"|[^,]*)(?:,|$)/g;
const fewestFields = 3;

/**
 * @typedef {Object} Recipe what a picture was made with, as far as its text says
 * @property {string} prompt
 * @property {string} negative
 * @property {Record<string, string>} fields
 */

/** @param {string} text @returns {Recipe} */
export function parseInfotext(text) {
  const lines = text.trimEnd().split("\n");
  let fields = fieldsOf(lines[lines.length - 1]);
  if (Object.keys(fields).length >= fewestFields) lines.pop();
  else fields = {};
  const at = lines.findIndex((line) => line.startsWith(negativeLabel));
  const prompt = (at < 0 ? lines : lines.slice(0, at)).map(withoutGuard).join("\n");
  const negative = at < 0 ? "" : lines.slice(at).join("\n").slice(negativeLabel.length).replace(/^ /, "");
  return { prompt, negative, fields };
}

/**
 * The recipe as settings; what it does not say, or this server does not have, is left out and named.
 * @param {Recipe} recipe
 * @param {{models: import("./catalog.js").Model[], schedulerNames: Map<string, string>}} catalog
 * @returns {{settings: Partial<import("./settings.js").Settings>, missing: string[]}}
 */
export function settingsOf({ prompt, negative, fields }, catalog) {
  const missing = [];
  const settings = { prompt, negative, loras: [], noiseScheduler: "" };
  const model = catalog.models.find(({ id }) => id === fields.Model);
  if (model) settings.model = model.id;
  else if (fields.Model) missing.push(`model ${fields.Model}`);

  const [width, height] = (fields.Size ?? "").split("x").map(Number);
  if (width > 0 && height > 0) Object.assign(settings, { width, height });
  for (const [field, name] of [["Steps", "steps"], ["CFG scale", "guidance"], ["Seed", "seed"]]) {
    const value = Number(fields[field]);
    if (fields[field] && Number.isFinite(value)) settings[name] = value;
  }

  const scheduler = schedulerOf(fields, catalog.schedulerNames);
  if (scheduler) settings.noiseScheduler = scheduler;
  else if (fields.Sampler) missing.push(`noise scheduler ${fields.Sampler}`);

  const known = model ?? catalog.models[0];
  for (const lora of lorasOf(fields)) (known.loras.includes(lora.name) ? settings.loras : missing).push(known.loras.includes(lora.name) ? lora : `LoRA ${lora.name}`);
  for (const name of Object.keys(fields).filter((name) => /^ControlNet \d+$/.test(name))) missing.push(`the picture of ${name}`);
  if (fields["Denoising strength"]) missing.push("the start picture");
  return { settings, missing };
}

function fieldsOf(line) {
  return Object.fromEntries([...line.matchAll(fieldPattern)].map(([, key, value]) => [key, unquoted(value)]));
}

function unquoted(value) {
  if (!/^".*"$/s.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value; // quotes that belong to the value
  }
}

/** A prompt's line that looks like the label was moved right by a space. */
const withoutGuard = (line) => (line.trimStart().startsWith(negativeLabel) ? line.replace(/^ /, "") : line);

/** By id or by label, with the schedule type that web UIs write beside the sampler. */
function schedulerOf(fields, names) {
  const plain = (text) => text.toLowerCase().replaceAll("++", "pp").replace(/[\s_]+/g, "-").replace(/-a$/, "-ancestral");
  const type = fields["Schedule type"];
  const wanted = plain(`${fields.Sampler ?? ""}${type === "Karras" ? " karras" : ""}`);
  return [...names].find(([id, name]) => plain(id) === wanted || plain(name) === wanted)?.[0] ?? null;
}

function lorasOf(fields) {
  return Object.entries(fields).filter(([key]) => /^Lora \d+$/.test(key)).map(([, value]) => {
    const colon = value.lastIndexOf(":");
    return { name: value.slice(0, colon), scale: Number(value.slice(colon + 1)) };
  });
}
