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

/** Whole days from one moment to another, rounded up. */
export function daysBetween(start: number, end: number): number {
  return Math.ceil((end - start) / 86_400);
}
