import { browserPool, MemorySource, verify } from "../../../dist/index.js";

/** Fetches a bundle by the list of its files, and verifies it with workers; for whoever drives the page. */
globalThis.verifyBundle = async (workers) => {
  const paths = await (await fetch("/list")).json();
  const files = new Map();
  for (const path of paths) files.set(path, new Uint8Array(await (await fetch(`/bundle/${path}`)).arrayBuffer()));
  const pool = browserPool("/worker.js", workers);
  const started = performance.now();
  const report = await verify(new MemorySource(files), {}, pool);
  await pool.close();
  return { report, seconds: (performance.now() - started) / 1000 };
};
