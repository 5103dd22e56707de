import type { Clock } from "./follower.js";

/** The device's own time. */
export const browserClock: Clock = {
  now: () => Date.now(),
  random: () => Math.random(),
  wait: (ms, signal) => new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end);
  }),
};
