import type { CalendarJson, WindowKindJson } from "@urna/protocol/gen/urna/v1/mandate_pb";

/** The windows of a calendar, in the order in which the server wants them. */
export const windowKinds = [
  "WINDOW_KIND_SUBMISSION", "WINDOW_KIND_PAPER_SUBMISSION", "WINDOW_KIND_REVIEW", "WINDOW_KIND_APPEAL", "WINDOW_KIND_VOTING", "WINDOW_KIND_STATION_VOTING", "WINDOW_KIND_PAPER_ENTRY",
] as const satisfies readonly WindowKindJson[];
export type WindowKind = (typeof windowKinds)[number];

interface Typed {
  wall: string;
  isSecond: boolean;
}

/** A calendar as its form holds it. */
export interface CalendarForm {
  zone: string;
  windows: Record<WindowKind, { isOn: boolean; start: Typed; end: Typed }>;
}

/** `typed` gives what clocks in the zone show at a moment. */
export function calendarFormOf(calendar: CalendarJson | undefined, zone: string, typed: (seconds: number) => Typed): CalendarForm {
  const empty = (): Typed => ({ wall: "", isSecond: false });
  const of = (kind: WindowKind) => (calendar?.windows ?? []).find((one) => one.kind === kind);
  return {
    zone,
    windows: Object.fromEntries(windowKinds.map((kind) => {
      const window = of(kind);
      return [kind, { isOn: window !== undefined, start: window === undefined ? empty() : typed(Number(window.startTime ?? "0")), end: window === undefined ? empty() : typed(Number(window.endTime ?? "0")) }];
    })) as CalendarForm["windows"],
  };
}

/** Where the server's field of a window stands: its place among those that are sent. */
export function windowPath(form: CalendarForm, kind: WindowKind): string {
  return `calendar.windows[${windowKinds.filter((one) => form.windows[one].isOn).indexOf(kind)}]`;
}

/** `moment` reads what was typed, and tells where it stands in the request. */
export function calendarOf(form: CalendarForm, moment: (typed: Typed, path: string) => number | undefined): CalendarJson {
  return {
    timeZone: form.zone.trim(),
    windows: windowKinds.filter((kind) => form.windows[kind].isOn).map((kind) => {
      const path = windowPath(form, kind);
      const { start, end } = form.windows[kind];
      return { kind, startTime: String(moment(start, `${path}.start_time`) ?? 0), endTime: String(moment(end, `${path}.end_time`) ?? 0) };
    }),
  };
}

/** How long a period lasts, as people say it: days and hours, and minutes where it is not even a day. */
export interface Length {
  readonly days: number;
  readonly hours: number;
  readonly minutes: number;
}

/** From one moment to a later one, in Unix seconds, of clocks in the zone: a night in which they change is a night. A minute that has begun counts. */
export function lengthOf(start: number, end: number, clockAt: (seconds: number) => number): Length {
  const minutes = Math.ceil((clockAt(end) - clockAt(start)) / 60);
  const days = Math.floor(minutes / 1440);
  return { days, hours: Math.floor((minutes % 1440) / 60), minutes: days > 0 ? 0 : minutes % 60 };
}

interface Period {
  readonly start: number;
  readonly end: number;
}

/** A time in which nothing of it is open, between two periods that follow each other. */
export interface Gap extends Period {
  readonly after: WindowKind;
  readonly before: WindowKind;
}

/**
 * Where proposals wait for nothing: between the end of their submission, of their review and of appeals, and what is next of these. The time before the vote is no
 * gap: the ballot is made then.
 */
export function gapsOf(periods: Readonly<Partial<Record<WindowKind, Period>>>): readonly Gap[] {
  const gaps: Gap[] = [];
  const [online, paper] = [periods.WINDOW_KIND_SUBMISSION, periods.WINDOW_KIND_PAPER_SUBMISSION];
  let last: { readonly kind: WindowKind; readonly end: number } | undefined;
  if (online !== undefined) last = { kind: "WINDOW_KIND_SUBMISSION", end: online.end };
  if (paper !== undefined && paper.end > (last?.end ?? -Infinity)) last = { kind: "WINDOW_KIND_PAPER_SUBMISSION", end: paper.end };
  for (const kind of ["WINDOW_KIND_REVIEW", "WINDOW_KIND_APPEAL"] as const) {
    const next = periods[kind];
    if (next === undefined) continue;
    if (last !== undefined && next.start > last.end) gaps.push({ after: last.kind, before: kind, start: last.end, end: next.start });
    last = { kind, end: next.end };
  }
  return gaps;
}
