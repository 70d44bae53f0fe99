// What the server offers: models with their add-ons and defaults, and names of noise schedulers.
import { requestJson } from "./api.js";

/**
 * @typedef {Object} Model
 * @property {string} id
 * @property {string[]} loras
 * @property {string[]} controlnets
 * @property {string[]} noiseSchedulers
 * @property {{width: number, height: number, num_inference_steps: number, guidance_scale: number, noise_scheduler: string}} defaults
 */

const fallback = { width: 512, height: 512, num_inference_steps: 20, guidance_scale: 7, noise_scheduler: "" };

/** @returns {Promise<{models: Model[], schedulerNames: Map<string, string>}>} */
export async function loadCatalog() {
  const [models, schedulers] = await Promise.all([requestJson("/v1/models"), requestJson("/v1/noise-schedulers")]);
  return { models: models.data.map(modelOf), schedulerNames: new Map(schedulers.data.map(({ id, name }) => [id, name])) };
}

function modelOf(data) {
  const offer = data.swiftdiffusion ?? data;
  return {
    id: data.id,
    loras: offer.loras ?? [],
    controlnets: offer.controlnets ?? [],
    noiseSchedulers: offer.noise_schedulers ?? [],
    defaults: { ...fallback, ...offer.defaults },
  };
}
