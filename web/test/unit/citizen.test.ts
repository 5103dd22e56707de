// What the citizens' pages compute: phases and dates in words, ballots, the catalogue's filters, orders and places, changes of texts.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { costRanges, isWithin, rangeOf, rangeText } from "../../src/citizen/catalogue/costs.ts";
import { entryOf, filtersOf, matches, queryOf } from "../../src/citizen/catalogue/filter.ts";
import { fold } from "../../src/citizen/catalogue/fold.ts";
import { drawn } from "../../src/citizen/catalogue/order.ts";
import { clustersOf, pointOf } from "../../src/citizen/catalogue/places.ts";
import { ordered } from "../../src/citizen/home/order.ts";
import { changesOf } from "../../src/citizen/mandate/fields.ts";
import type { Calendar, Process, Project } from "../../src/citizen/model.ts";
import { type BallotShape, ballotShape } from "../../src/citizen/plain/ballot.ts";
import { stepsOf } from "../../src/citizen/plain/steps.ts";
import { dayOf, endOf, hourOf } from "../../src/citizen/plain/when.ts";
import en from "../../src/citizen/plain/words.en.ts";
import fr from "../../src/citizen/plain/words.fr.ts";
import { difference } from "../../src/words/difference.ts";

// As a device in the town.
globalThis.process.env["TZ"] = "Europe/Paris";

/** Numbers below `end` that are the same in every run. */
function numbers(seed: number): (end: number) => number {
  let state = seed | 1;
  return (end) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % end;
  };
}

const process = (phase: Process["phase"], openingTime?: number, closingTime?: number): Process => ({
  id: "p", title: [], phase, currency: { code: "EUR", digits: 2 }, openingTime, closingTime, lastBallotCounts: true, contestGroups: [],
});
const project = (id: string, cost: bigint, title = "", contest = "c"): Project => ({ id, contest, title: [{ language: "fr", text: title }], summary: [], cost, categories: [], place: "", images: [], proposal: undefined });
const phases: readonly Process["phase"][] = ["SUBMISSION", "REVIEW", "APPEAL", "SEALING", "SEALED", "VOTING", "CLOSED", "MIXED", "DECRYPTED", "TALLIED"];

describe("a day", () => {
  const moment = Date.UTC(2026, 9, 31, 23, 0, 0) / 1000;

  it("is that of the process's zone, and has its year where it is another", () => {
    assert.equal(dayOf(moment, "fr", "Europe/Paris", moment), "1er\u00a0novembre");
    assert.equal(dayOf(moment, "fr", "Europe/London", moment), "31\u00a0octobre");
    assert.equal(dayOf(moment, "en", "Europe/London", moment + 365 * 86_400), "31\u00a0October 2026");
  });

  it("ends at midnight on the day before", () => {
    assert.deepEqual(endOf(moment, "fr", "Europe/Paris", moment), { day: "31\u00a0octobre", hour: undefined, note: "" });
    assert.deepEqual(endOf(moment, "fr", "Europe/London", moment), { day: "31\u00a0octobre", hour: "23\u00a0h", note: " (heure de Londres)" });
    assert.equal(hourOf(moment + 1800, "fr", "Europe/London"), "23\u00a0h\u00a030");
  });

  it("is one even where the zone is not known", () => assert.match(dayOf(moment, "fr", "Nowhere/At_All", moment), /octobre|novembre/));
});

describe("the calendar", () => {
  const window = (kind: Calendar["windows"][number]["kind"], start: number, end: number) => ({ kind, start, end });
  const calendar: Calendar = {
    zone: "Europe/Paris",
    windows: [window("WINDOW_KIND_SUBMISSION", 10, 20), window("WINDOW_KIND_PAPER_SUBMISSION", 10, 20), window("WINDOW_KIND_REVIEW", 20, 30), window("WINDOW_KIND_APPEAL", 30, 40), window("WINDOW_KIND_VOTING", 50, 60)],
  };

  it("is in the order of time, and never says that something goes on which the phase is past", () => {
    for (const phase of phases)
      for (let now = 0; now < 80; now++) {
        const steps = stepsOf(process(phase, 50, 60), calendar, now);
        assert.deepEqual(steps.map(({ kind }) => kind), ["SUBMISSION", "REVIEW", "APPEAL", "VOTING", "COUNT"]);
        const states = steps.map(({ state }) => ({ done: 0, now: 1, wait: 2 })[state]);
        assert.deepEqual(states, states.toSorted(), `${phase} at ${now}: ${steps.map(({ state }) => state).join(" ")}`);
        assert.ok(states.filter((state) => state === 1).length <= 1);
      }
  });

  it("is what the process alone says where there is none", () => {
    assert.deepEqual(stepsOf(process("SEALED", 50, 60), undefined, 0).map(({ kind }) => kind), ["VOTING", "COUNT"]);
    assert.deepEqual(stepsOf(process("SEALED"), undefined, 0), []);
  });
});

describe("the list of processes", () => {
  it("holds each once, what people can do something in before what they wait for", () => {
    const all = phases.map((phase, i) => ({ ...process(phase, 10, 100 + i), id: phase }));
    const { running, finished } = ordered(all, 50);
    assert.deepEqual([...running, ...finished].map(({ id }) => id).toSorted(), phases.toSorted());
    assert.equal(running[0]?.phase, "VOTING");
    assert.deepEqual(finished.map(({ phase }) => phase), ["TALLIED"]);
  });
});

describe("a ballot in words", () => {
  const amount = (minor: bigint) => `${minor} €`;
  const cases: readonly (readonly [Parameters<typeof ballotShape>[0], BallotShape["kind"], string, string])[] = [
    [{ approval: { minLength: 1, maxLength: 3 } }, "approval", "jusqu’à trois projets", "up to three projects"],
    [{ approval: { maxLength: 1 } }, "approval", "un projet", "one project"],
    [{ approval: { minLength: 2, maxLength: 2 } }, "approval", "deux projets", "two projects"],
    [{ approval: { minLength: 2, maxLength: 12 } }, "approval", "de deux à 12 projets", "two to 12 projects"],
    [{ approval: {} }, "approval", "autant de projets que vous voulez", "as many projects as you like"],
    [{ approval: { maxSumCost: "500" } }, "approval", "des projets pour 500 € au plus, tous ensemble", "projects for at most 500 € together"],
    [{ cumulative: { maxPoints: 3, maxSumPoints: 7 } }, "points", "7 points à répartir, 3 au plus par projet", "7 points to share out, at most 3 to a project"],
    [{ cumulative: { maxPoints: 10, maxSumPoints: 10 } }, "points", "10 points à répartir", "10 points to share out"],
    [{ cumulative: { maxPoints: 9, maxSumPoints: 9, maxLength: 3 } }, "points", "9 points à répartir, sur au plus trois projets", "9 points to share out, among up to three projects"],
    [{ scoring: { maxPoints: 4 } }, "grades", "une note de 0 à 4 à chaque projet que vous voulez noter", "a grade of 0 to 4 for each project that you wish to grade"],
    [{ ordinal: { maxLength: 5 } }, "ranking", "jusqu’à cinq projets, du préféré au moins préféré", "up to five projects, the best liked first"],
    [{ chooseOne: {} }, "one", "un projet", "one project"],
  ];
  for (const [format, kind, french, english] of cases)
    it(english, () => {
      const shape = ballotShape(format);
      assert.equal(shape.kind, kind);
      assert.equal(fr.ballot(shape, amount), french);
      assert.equal(en.ballot(shape, amount), english);
    });
});

describe("the catalogue", () => {
  it("finds words without their accents, in any order, and shows everything to whoever asks for nothing", () => {
    const entry = entryOf(project("183", 100n, "Aménagement de cours « OASIS » à l’École Victor Hugo"));
    const find = (text: string) => matches(entry, filtersOf(new URLSearchParams({ q: text })));
    for (const text of ["", "  ", "ecole", "ÉCOLE oasis", "l'ecole", "hugo amenag", "183"]) assert.ok(find(text), text);
    for (const text of ["piscine", "ecole piscine"]) assert.ok(!find(text), text);
    assert.equal(fold("Łódź, straße, Œuvre"), "lodz, strasse, oeuvre");
  });

  it("keeps in the address whatever is looked for", () => {
    for (const query of ["", "contest=a&theme=Nature+en+ville&cost=100-500&q=%C3%A9cole&order=dear&view=map", "cost=-500", "cost=100-", "theme=x"]) {
      assert.equal(queryOf(filtersOf(new URLSearchParams(query))).toString(), query);
    }
    for (const cost of ["", "x", "1-2-3", "1e9-", "--"]) assert.deepEqual(rangeOf(cost), {});
  });

  it("draws an order that holds each once, is the same for one seed, and puts nothing first more often than its share", () => {
    const items = Array.from({ length: 8 }, (_, i) => ({ id: `c/${i}` }));
    const first = new Map<string, number>();
    for (let seed = 0; seed < 4000; seed++) {
      const order = drawn(items, `${seed}`);
      assert.deepEqual(order.map(({ id }) => id).toSorted(), items.map(({ id }) => id));
      first.set(order[0]?.id ?? "", (first.get(order[0]?.id ?? "") ?? 0) + 1);
    }
    assert.deepEqual(drawn(items, "a"), drawn(items.toReversed(), "a"));
    // 500 of 4,000 are expected; five standard deviations are 105.
    for (const { id } of items) assert.ok(Math.abs((first.get(id) ?? 0) - 500) < 105, `${id} is first ${first.get(id)} times`);
  });

  it("parts costs into ranges that hold each once, and none of which is empty", () => {
    const next = numbers(7);
    for (let run = 0; run < 300; run++) {
      const most = [10, 1_000, 1_000_000_000][next(3)] as number;
      const costs = Array.from({ length: next(60) }, () => BigInt(next(most)));
      const ranges = costRanges(costs);
      if (ranges.length === 0) continue;
      for (const cost of costs) assert.equal(ranges.filter((range) => isWithin(cost, range)).length, 1);
      assert.ok([...ranges.keys()].filter((i) => costs.some((cost) => isWithin(cost, ranges[i] as object))).length >= 2);
      for (const range of ranges) assert.deepEqual(rangeOf(rangeText(range)), range);
    }
    assert.deepEqual(costRanges(Array.from({ length: 20 }, () => 5n)), []);
  });
});

describe("places", () => {
  it("are found in points, lines and polygons, and in nothing else", () => {
    assert.deepEqual(pointOf('{"type":"Point","coordinates":[1.4,43.5]}'), { lon: 1.4, lat: 43.5 });
    assert.deepEqual(pointOf('{"type":"LineString","coordinates":[[0,0],[1,2],[5,5]]}'), { lon: 1, lat: 2 });
    assert.deepEqual(pointOf('{"type":"Polygon","coordinates":[[[0,0],[4,0],[4,2],[0,2],[0,0]]]}'), { lon: 2, lat: 1 });
    for (const wrong of ["", "x", "null", "[]", "{}", '{"type":"Point"}', '{"type":"Point","coordinates":[1]}', '{"type":"Point","coordinates":[500,0]}']) assert.equal(pointOf(wrong), undefined, wrong);
  });

  it("near each other share a pin, and no two pins touch", () => {
    const next = numbers(11);
    for (let run = 0; run < 100; run++) {
      const items = Array.from({ length: 1 + next(200) }, (_, item) => ({ item, x: next(800), y: next(600) }));
      const clusters = clustersOf(items, 48);
      assert.deepEqual(clusters.flatMap((cluster) => cluster.items).toSorted((a, b) => a - b), items.map(({ item }) => item));
      clusters.forEach((a, i) => clusters.slice(i + 1).forEach((b) => assert.ok(Math.hypot(a.x - b.x, a.y - b.y) >= 48)));
    }
  });
});

describe("a difference", () => {
  const of = (stretches: ReturnType<typeof difference>, left: "gone" | "new") => stretches.filter(({ kind }) => kind !== left).map(({ text }) => text).join("");

  it("is the old text without what is new, and the new one without what is gone", () => {
    const next = numbers(3);
    const text = () => Array.from({ length: next(30) }, () => ["a", "b", "le", "projet", "\n", "  "][next(6)]).join(next(2) === 0 ? " " : "");
    for (let run = 0; run < 500; run++) {
      const [before, after] = [text(), text()];
      const stretches = difference(before, after);
      assert.equal(of(stretches, "new"), before);
      assert.equal(of(stretches, "gone"), after);
      assert.ok(stretches.every(({ kind }, i) => kind !== stretches[i + 1]?.kind));
    }
  });

  it("keeps all of a text that did not change", () => assert.deepEqual(difference("un deux", "un deux"), [{ kind: "kept", text: "un deux" }]));

  it("of a mandate says what it is about, and leaves out what only machines read", () => {
    const about = changesOf([{ field: "who_may_vote", language: "fr", after: "x" }, { field: "criteria[a].id", after: "a" }, { field: "criteria[a].text", after: "x" }, { field: "envelope", before: "1", after: "2" }, { field: "new_one" }]).map((one) => one.about);
    assert.deepEqual(about, ["whoMayVote", "criterion", "envelope", "other"]);
  });
});
