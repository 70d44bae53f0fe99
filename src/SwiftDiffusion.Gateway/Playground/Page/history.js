// Which jobs this browser sent: enough to show their pictures again, and to take up one under way, when the page is loaded anew.

const storageKey = "swiftdiffusion.jobs";
const mostJobs = 24;

/** @typedef {{id: string, settings: import("./settings.js").Settings}} Sent */

/** Newest first. @returns {Sent[]} */
export function sentJobs() {
  try {
    return JSON.parse(localStorage.getItem(storageKey) ?? "[]");
  } catch {
    return []; // somebody else's text under our name is as good as none
  }
}

/** @param {Sent} job */
export function remember(job) {
  keep([job, ...sentJobs().filter(({ id }) => id !== job.id)].slice(0, mostJobs));
}

/** @param {Sent[]} jobs */
export const keep = (jobs) => localStorage.setItem(storageKey, JSON.stringify(jobs));
