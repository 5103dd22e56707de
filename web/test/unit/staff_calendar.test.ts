import assert from "node:assert/strict";
import { test } from "node:test";
import type { CalendarJson } from "@urna/protocol/gen/urna/v1/mandate_pb";
import { calendarFormOf, calendarOf, gapsOf, lengthOf } from "../../src/staff/logic/calendar_form.ts";
import { clockAt, momentsOf, wallTimeAt } from "../../src/staff/logic/zoned.ts";

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

test("a period is as long as a calendar on the wall says, to the hour, whatever clocks do in it", () => {
  const length = (from: string, to: string) => {
    const [start, end] = [momentsOf(from, "Europe/Paris"), momentsOf(to, "Europe/Paris")];
    assert.ok(start.kind === "one" && end.kind === "one");
    return Object.values(lengthOf(start.seconds, end.seconds, (seconds) => clockAt(seconds, "Europe/Paris")));
  };
  assert.deepEqual(length("2027-03-01T08:00", "2027-03-23T09:00"), [22, 1, 0]);
  assert.deepEqual(length("2027-03-20T08:00", "2027-04-02T08:00"), [13, 0, 0]);
  assert.deepEqual(length("2027-10-20T08:00", "2027-11-02T18:00"), [13, 10, 0]);
  assert.deepEqual(length("2027-03-01T08:00", "2027-03-01T08:45"), [0, 0, 45]);
  assert.deepEqual(length("2027-03-01T08:00", "2027-03-01T09:45:30"), [0, 1, 46]);
});

test("a time in which proposals wait for nothing is told; that before the vote is not", () => {
  const [submission, review, appeal] = [{ start: 0, end: 10 }, { start: 10, end: 20 }, { start: 20, end: 30 }];
  const vote = { start: 90, end: 99 };
  const gaps = (periods: Parameters<typeof gapsOf>[0]) => gapsOf(periods).map(({ after, before, start, end }) => `${after} ${before} ${start} ${end}`.replaceAll("WINDOW_KIND_", ""));
  assert.deepEqual(gaps({ WINDOW_KIND_SUBMISSION: submission, WINDOW_KIND_REVIEW: review, WINDOW_KIND_APPEAL: appeal, WINDOW_KIND_VOTING: vote }), []);
  assert.deepEqual(gaps({ WINDOW_KIND_SUBMISSION: submission, WINDOW_KIND_REVIEW: { start: 11, end: 20 }, WINDOW_KIND_APPEAL: { start: 25, end: 30 }, WINDOW_KIND_VOTING: vote }), ["SUBMISSION REVIEW 10 11", "REVIEW APPEAL 20 25"]);
  // Paper that is entered until the review leaves none.
  assert.deepEqual(gaps({ WINDOW_KIND_SUBMISSION: submission, WINDOW_KIND_PAPER_SUBMISSION: { start: 5, end: 14 }, WINDOW_KIND_REVIEW: { start: 14, end: 20 } }), []);
  assert.deepEqual(gaps({ WINDOW_KIND_SUBMISSION: submission, WINDOW_KIND_VOTING: vote }), []);
});
