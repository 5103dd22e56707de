import type { ProjectJson } from "@urna/protocol/gen/urna/v1/resources_pb";
import { readAll } from "../../api/lists.js";
import type { Desk } from "../desk.svelte.js";

/** The list of a contest, in the order of the ballot. */
export function readProjects(desk: Desk, contest: string): Promise<ProjectJson[]> {
  return readAll((pageToken) => desk.call("Projects", "listProjects", { parent: contest, pageSize: 1000, pageToken }), (page) => page.projects);
}

/** A project's id is all that follows `projects/`: it may hold slashes. */
export function projectId(name: string | undefined): string {
  return (name ?? "").split("/").slice(5).join("/");
}
