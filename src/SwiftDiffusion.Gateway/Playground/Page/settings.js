// What the form says, as one value: kept over reloads, and translated to the body of a request.

/**
 * @typedef {Object} Settings
 * @property {string} prompt
 * @property {string} negative
 * @property {string} model
 * @property {number} width
 * @property {number} height
 * @property {number} steps
 * @property {number} guidance
 * @property {string} noiseScheduler empty for the model's own
 * @property {number | null} seed null for a random one
 * @property {number} n
 * @property {string} format
 * @property {string} priority
 * @property {{name: string, scale: number}[]} loras
 */

const storageKey = "swiftdiffusion.settings";

/** @param {import("./catalog.js").Model} model @returns {Settings} */
export function defaultsOf(model) {
  const { width, height, num_inference_steps: steps, guidance_scale: guidance } = model.defaults;
  return {
    prompt: "", negative: "", model: model.id, width, height, steps, guidance,
    noiseScheduler: "", seed: null, n: 1, format: "png", priority: "normal", loras: [],
  };
}

/** @param {Settings} settings */
export const save = (settings) => localStorage.setItem(storageKey, JSON.stringify(settings));

/** What was kept, as far as there is anything. @returns {Partial<Settings>} */
export function restore() {
  try {
    return JSON.parse(localStorage.getItem(storageKey) ?? "{}");
  } catch {
    return {}; // somebody else's text under our name is as good as none
  }
}

/**
 * The body of `POST /v1/jobs`.
 * @param {Settings} s
 * @param {{controlnets: any[], source: {image: string, mask?: string, strength: number} | null}} pictures
 */
export function bodyOf(s, { controlnets, source }) {
  return {
    model: s.model,
    prompt: s.prompt,
    ...(s.negative.trim() && { negative_prompt: s.negative }),
    n: s.n,
    size: `${s.width}x${s.height}`,
    ...(s.seed !== null && { seed: s.seed }),
    num_inference_steps: s.steps,
    guidance_scale: s.guidance,
    ...(s.noiseScheduler && { noise_scheduler: s.noiseScheduler }),
    ...(s.loras.length > 0 && { loras: s.loras }),
    ...(controlnets.length > 0 && { controlnets }),
    ...source,
    ...(s.format !== "png" && { output_format: s.format }),
    ...(s.priority !== "normal" && { priority: s.priority }),
  };
}

/** The form's name of a request's field, to show an error where it belongs. @param {string | null} field */
export function inputFor(field) {
  const names = {
    prompt: "prompt", negative_prompt: "negative", model: "model", size: "width", width: "width", height: "height", seed: "seed", n: "n",
    num_inference_steps: "steps", guidance_scale: "guidance", noise_scheduler: "noiseScheduler", output_format: "format", priority: "priority",
  };
  return names[field ?? ""] ?? null;
}
