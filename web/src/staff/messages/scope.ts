import type { Place } from "../../frame/router.svelte.js";

/** Whose mail it is: of the whole server, or of one process. */
export interface Scope {
  /** As the API names it; empty for the server. */
  readonly parent: string;
  /** The id of the process; empty for the server. */
  readonly process: string;
  /** Where its pages are. */
  readonly at: string;
}

export function scopeOf({ parts }: Place<string>): Scope {
  const process = parts["process"] ?? "";
  return process === "" ? { parent: "", process, at: "/staff/messages" } : { parent: `processes/${process}`, process, at: `/staff/${process}/messages` };
}
