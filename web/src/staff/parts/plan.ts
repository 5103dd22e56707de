import type { CalendarJson, SubmissionFormJson } from "@urna/protocol/gen/urna/v1/mandate_pb";
import type { AreaJson, ContestJson, ProcessJson } from "@urna/protocol/gen/urna/v1/resources_pb";
import { idOf, readAll } from "../../api/lists.js";
import type { Currency } from "../../words/amounts.js";
import type { Language } from "../../words/language.svelte.js";
import { readText } from "../../words/texts.js";
import type { Desk } from "../desk.svelte.js";

/** What the work on proposals needs to know of their process. */
export interface Plan {
  readonly process: ProcessJson;
  readonly currency: Currency;
  readonly areas: readonly AreaJson[];
  readonly contests: readonly ContestJson[];
  readonly form: SubmissionFormJson;
  readonly calendar: CalendarJson | undefined;
}

export async function readPlan(desk: Desk, name: string): Promise<Plan> {
  const list = { parent: name, pageSize: 1000 } as const;
  const [process, areas, contests, form, calendar] = await Promise.all([
    desk.call("Processes", "getProcess", { name }),
    readAll((pageToken) => desk.call("Processes", "listAreas", { ...list, pageToken }), (page) => page.areas),
    readAll((pageToken) => desk.call("Processes", "listContests", { ...list, pageToken }), (page) => page.contests),
    desk.call("Planning", "getForm", { process: name }).then((view) => view.form ?? {}),
    desk.call("Planning", "getCalendar", { process: name }).then((view) => view.calendar),
  ]);
  return { process, currency: currencyOf(process), areas, contests, form, calendar };
}

export function currencyOf(process: ProcessJson): Currency {
  return { code: process.currency ?? "", digits: process.currencyDigits ?? 0 };
}

/** What an area or a category of a proposal is called; its id where the process no longer has it. */
export function areaName(plan: Plan, id: string, language: Language): string {
  const area = plan.areas.find((one) => idOf(one.name) === id);
  return area === undefined ? id : readText(area.title, language).text;
}

export function categoryName(plan: Plan, id: string, language: Language): string {
  const category = (plan.form.categories ?? []).find((one) => one.id === id);
  return category === undefined ? id : readText(category.title, language).text;
}
