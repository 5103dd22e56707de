import assert from "node:assert/strict";
import { test } from "node:test";
import type { CalendarJson } from "@urna/protocol/gen/urna/v1/mandate_pb";
import { calendarFormOf, calendarOf } from "../../src/staff/logic/calendar_form.ts";
import { momentsOf, wallTimeAt } from "../../src/staff/logic/zoned.ts";

test("a calendar comes out of its form as it went in, in any zone", () => {
  for (const zone of ["Europe/Paris", "America/New_York", "Asia/Kathmandu"]) {
    for (let shift = 0; shift < 400; ++shift) {
      const at = (hours: number) => String(1_790_000_000 + shift * 86_400 + hours * 1800);
      const calendar: CalendarJson = { timeZone: zone, windows: [{ kind: "WINDOW_KIND_SUBMISSION", startTime: at(0), endTime: at(5) }, { kind: "WINDOW_KIND_VOTING", startTime: at(7), endTime: at(48) }] };
      const form = calendarFormOf(calendar, zone, (seconds) => {
        const wall = wallTimeAt(seconds, zone);
        const moments = momentsOf(wall, zone);
        return { wall, isSecond: moments.kind === "two" && moments.second === seconds };
      });
      const paths: string[] = [];
      const read = calendarOf(form, (typed, path) => {
        paths.push(path);
        const moments = momentsOf(typed.wall, zone);
        return moments.kind === "one" ? moments.seconds : moments.kind === "two" ? (typed.isSecond ? moments.second : moments.first) : undefined;
      });
      assert.deepEqual(read, calendar);
      assert.deepEqual(paths, ["calendar.windows[0].start_time", "calendar.windows[0].end_time", "calendar.windows[1].start_time", "calendar.windows[1].end_time"]);
    }
  }
});
