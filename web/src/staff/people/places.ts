import type { ProcessJson } from "@urna/protocol/gen/urna/v1/resources_pb";
import { idOf, readAll } from "../../api/lists.js";
import type { Language } from "../../words/language.svelte.js";
import { readText } from "../../words/texts.js";
import type { Desk } from "../desk.svelte.js";
import type fr from "./words.fr.js";

export function readProcesses(desk: Desk): Promise<readonly ProcessJson[]> {
  return readAll((pageToken) => desk.call("Processes", "listProcesses", { pageSize: 1000, pageToken }), (page) => page.processes);
}

/** Where a role holds: what the process is called, or that it is everywhere. */
export function placeText(process: string | undefined, processes: readonly ProcessJson[], t: typeof fr, language: Language): string {
  if ((process ?? "") === "") return t.everywhere;
  const found = processes.find((one) => one.name === process);
  return found === undefined ? idOf(process) : readText(found.title, language).text;
}
