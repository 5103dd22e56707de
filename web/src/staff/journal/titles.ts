import { idOf, readAll } from "../../api/lists.js";
import type { LocalizedTexts } from "../../words/texts.js";
import type { Desk } from "../desk.svelte.js";
import { projectId, readProjects } from "../contests/projects.js";

/** What the contests and the projects of a process are called, by `contest` and by `contest/project`. */
export interface Titles {
  readonly contests: ReadonlyMap<string, LocalizedTexts>;
  readonly projects: ReadonlyMap<string, LocalizedTexts>;
}

export async function readTitles(desk: Desk, parent: string): Promise<Titles> {
  const contests = await readAll((pageToken) => desk.call("Processes", "listContests", { parent, pageSize: 1000, pageToken }), (page) => page.contests);
  const projects = await Promise.all(contests.map(async ({ name = "" }) => (await readProjects(desk, name)).map((project) => [`${idOf(name)}/${projectId(project.name)}`, project.title] as const)));
  return { contests: new Map(contests.map(({ name, title }) => [idOf(name), title])), projects: new Map(projects.flat()) };
}
