/** A wall-clock time such as `2027-03-28T02:30`, as fields for a date and a time hold it. */
export type WallTime = string;

/** What a wall-clock time means in a time zone: one moment, two (clocks go back), or none (clocks go forward). */
export type Moments =
  | { readonly kind: "one"; readonly seconds: number }
  | { readonly kind: "two"; readonly first: number; readonly second: number }
  | { readonly kind: "gap" }
  | { readonly kind: "notOne" };

/** Whether the browser knows the zone. */
export function isZone(zone: string): boolean {
  try {
    formatOf(zone);
    return true;
  } catch {
    return false;
  }
}

/** What clocks in the zone show at a moment; with seconds only where there are any. */
export function wallTimeAt(seconds: number, zone: string): WallTime {
  const wall = new Date(clockAt(seconds, zone) * 1000).toISOString();
  return wall.slice(17, 19) === "00" ? wall.slice(0, 16) : wall.slice(0, 19);
}

/** When clocks in the zone show this. */
export function momentsOf(wall: WallTime, zone: string): Moments {
  const clock = clockOf(wall);
  if (clock === undefined) return { kind: "notOne" };
  // A zone is never a day away from UTC, and never changes twice within two days: the offsets a day before and after are all that can hold.
  const day = 86_400;
  const offsets = new Set([clock - day, clock, clock + day].map((near) => clockAt(near, zone) - near));
  const found = [...offsets].map((offset) => clock - offset).filter((seconds) => clockAt(seconds, zone) === clock).sort((a, b) => a - b);
  const [first, second] = found;
  if (first === undefined) return { kind: "gap" };
  return second === undefined ? { kind: "one", seconds: first } : { kind: "two", first, second };
}

/** The wall-clock time as if it were one of UTC, in Unix seconds; undefined where it is no time. */
function clockOf(wall: WallTime): number | undefined {
  const found = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2}))?$/.exec(wall);
  if (found === null) return undefined;
  const text = `${wall}${found[6] === undefined ? ":00" : ""}Z`;
  const time = Date.parse(text);
  // 30 February is none, though some engines take it for 2 March.
  return Number.isNaN(time) || new Date(time).toISOString().slice(0, 19) !== text.slice(0, 19) ? undefined : time / 1000;
}

/** What clocks in the zone show at a moment, as if it were a time of UTC. */
export function clockAt(seconds: number, zone: string): number {
  const parts = Object.fromEntries(formatOf(zone).formatToParts(new Date(seconds * 1000)).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) / 1000;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone, calendar: "gregory", hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit",
    });
    formats.set(zone, format);
  }
  return format;
}
