/** What an act is about, told by its resource: `processes/p`, `…/proposals/p17`, `…/contests/c/projects/x`. */
export interface About {
  readonly group: "process" | "proposals" | "projects";
  /** The proposal's or the project's id; empty for the process. */
  readonly id: string;
  /** Of a project. */
  readonly contest: string;
}

export function aboutOf(resource: string | undefined): About {
  // A project's id may hold slashes.
  const project = /^processes\/[^/]+\/contests\/([^/]+)\/projects\/(.+)$/.exec(resource ?? "");
  if (project !== null) return { group: "projects", id: project[2] as string, contest: project[1] as string };
  const proposal = /^processes\/[^/]+\/proposals\/([^/]+)$/.exec(resource ?? "");
  return proposal === null ? { group: "process", id: "", contest: "" } : { group: "proposals", id: proposal[1] as string, contest: "" };
}
