import { hueOf } from "../../../design/themes.js";
import { readText } from "../../../words/texts.js";
import type { Language } from "../../../words/language.svelte.js";
import { session } from "../../account/session.svelte.js";
import type { Area, Calendar, Process } from "../../model.js";
import { nowSeconds, stageOf, type Stage } from "../../plain/stage.js";
import type { ProcessReader } from "../../process.svelte.js";
import type { Form } from "./model.js";

/** What is known of a process beside its proposals, to show them. */
export interface Context {
  readonly process: Process;
  readonly stage: Stage;
  readonly calendar: Calendar | undefined;
  readonly areas: readonly Area[];
  /** Undefined where the process takes no proposals. */
  readonly form: Form | undefined;
  /** Unix seconds. */
  readonly now: number;
}

export async function readContext(reader: ProcessReader): Promise<Context> {
  const [process, calendar, areas, form] = await Promise.all([reader.process(), reader.calendar().catch(() => undefined), reader.areas(), reader.form(), session.known()]);
  const now = nowSeconds();
  return { process, stage: stageOf(process, now), calendar, areas, form, now };
}

/** Whether whoever reads can hand a proposal in now. */
export function canPropose(context: Context): boolean {
  return (context.form?.isOpen === true || session.account !== undefined) && isTaking(context);
}

/** Whether they could if they logged in first. */
export function needsAccount(context: Context): boolean {
  return !canPropose(context) && session.ways !== undefined && isTaking(context);
}

/** Whether proposals are taken online, of some or of all. */
function isTaking({ stage, form, calendar, now }: Context): boolean {
  const window = calendar?.windows.find(({ kind }) => kind === "WINDOW_KIND_SUBMISSION");
  return stage === "proposing" && form !== undefined && (window === undefined || now < window.end);
}

export interface Theme {
  readonly name: string;
  readonly hue: number;
}

/** A category by its name, with the hue that it has on all pages of the process. */
export function themeOf({ form }: Context, category: string, language: Language): Theme | undefined {
  const found = form?.categories.find(({ id }) => id === category);
  if (found === undefined) return undefined;
  const name = readText(found.title, language).text;
  return { name: name === "" ? category : name, hue: hueOf(category, (form?.categories ?? []).map(({ id }) => id)) };
}

export function areaName({ areas }: Context, area: string, language: Language): string | undefined {
  const text = readText(areas.find(({ id }) => id === area)?.title, language).text;
  return text === "" ? undefined : text;
}
