import { placeOf } from "../frame/router.svelte.js";
import { loaders, type PageName, patterns } from "./pages.js";
import { readWays } from "./account/ways.svelte.js";
import { readerOf } from "./process.svelte.js";

/**
 * Has the page of the address, and what nearly every page of a process is made of, on their way while the door itself is: on a slow line each thing that
 * waits for another costs as much as all at once. Who needs them asks again and is given the same; what fails here is said there.
 */
export function lookAhead(): void {
  const place = placeOf(patterns, new URL(location.href));
  if (place === undefined) return;
  const ahead: Promise<unknown>[] = [loaders[place.name](), readWays()];
  const { process, contest } = place.parts;
  const is = (...names: readonly PageName[]) => names.includes(place.name);
  if (process !== undefined) {
    const reader = readerOf(process);
    ahead.push(reader.process(), reader.contests(), reader.calendar());
    if (is("landing")) ahead.push(reader.mandate(), reader.areas(), reader.electorates(), reader.hasProposals());
    if (is("projects", "project")) ahead.push(reader.areas(), reader.categories());
    if (is("projects")) ahead.push(reader.contests().then((contests) => contests.map(({ id }) => reader.projectList(id).whole)));
    if (is("results", "result")) ahead.push(reader.categories());
    if (is("result") && contest !== undefined) ahead.push(import("../report/live.svelte.js").then(({ liveReport }) => liveReport(process, contest).first()));
  }
  for (const one of ahead) one.catch(() => undefined);
}
