// What the booth computes by itself: codes as they are typed, orders that are drawn, what a ballot may still take, trackers and their seals. What must
// hold for any input, drawn from a seed, so that a failure can be had again.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { FormatInfo, ProjectInfo } from "@urna/client/remote";
import { codeFault, pastedCode, plainCode, printedCode, withCheck } from "../../src/booth/code_text.ts";
import { drawnOrder } from "../../src/booth/drawn_order.ts";
import { readLetterLink } from "../../src/booth/letter_link.ts";
import { added, costOf, leftOf, type Marks, matches, missingOf, moved, mostProjects, obstacleTo, obstacleToPoint, pointsOf, removed, withPoints } from "../../src/booth/marks.ts";
import { petals, trackerGroups, trackerText } from "../../src/design/tracker.ts";
import { plainTracker, printedTracker, trackerFault } from "../../src/check/typed_tracker.ts";

/** xorshift32: a whole number from 0 to `most`. */
function drawer(seed: number): (most: number) => number {
  let state = seed | 1;
  return (most) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return Math.floor(((state >>> 0) / 2 ** 32) * (most + 1));
  };
}

const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

const pairs: Readonly<Record<string, string>> = { B: "8", 8: "B", S: "5", 5: "S", Z: "2", 2: "Z", G: "6", 6: "G", D: "0", Q: "0", 0: "DQ", 1: "7", 7: "1" };

/** A code of registrar 1 that was drawn as registrars draw them: until it has a check character. */
function drawCode(draw: (most: number) => number): string {
  for (;;) {
    const code = withCheck(Array.from({ length: 20 }, () => alphabet[draw(31)]).join(""), 1);
    if (code !== undefined) return code;
  }
}

describe("codes", () => {
  it("are taken however they are spaced, and printed as letters print them", () => {
    const draw = drawer(1);
    for (let i = 0; i < 300; i++) {
      const code = drawCode(draw);
      assert.match(code, /^(?:[0-9A-Z]{5}-){4}[0-9A-Z]$/);
      const spaces = ["-", " ", "", "\u00a0", "\u2011", " - ", "\u2013"];
      const typed = [...code.replaceAll("-", "")].map((character) => `${draw(1) === 0 ? character : character.toLowerCase()}${draw(4) === 0 ? spaces[draw(6)] : ""}`).join("");
      assert.equal(codeFault(typed, 1, 2), undefined);
      assert.equal(printedCode(typed), code);
      assert.equal(printedCode(code.replaceAll("0", "O")).replaceAll("O", "0"), code);
      assert.equal(codeFault(code.replaceAll("0", "o").replaceAll("1", draw(1) === 0 ? "l" : "I"), 1, 2), undefined);
    }
  });

  it("are found in a line of a letter and in its link", () => {
    const code = drawCode(drawer(2));
    for (const text of [code, ` ${code}\n`, `Code 1 : ${code}`, `https://vote.example.org/vote/town#c=${code}&m=${"ab".repeat(32)}`, code.replaceAll("-", " ")]) {
      assert.equal(printedCode(pastedCode(text)), code, text);
    }
    assert.equal(pastedCode("ABC"), "ABC");
  });

  it("never pass with a mistake in them, and name a group only where the mistake is", () => {
    const draw = drawer(3);
    const named = new Map<string, number>();
    for (let i = 0; i < 4000; i++) {
      const code = drawCode(draw);
      const bare = code.replaceAll("-", "");
      const at = draw(20);
      const character = bare[at] as string;
      const put = (text: string) => `${bare.slice(0, at)}${text}${bare.slice(at + 1)}`;
      // Another character, two that changed places, what looks alike, one that no code has, one too few, one too many.
      const twins = pairs[character] ?? "";
      const mistakes = [
        put(alphabet[draw(31)] as string), at < 20 ? `${bare.slice(0, at)}${bare[at + 1]}${character}${bare.slice(at + 2)}` : bare, put(twins[draw(Math.max(0, twins.length - 1))] ?? character),
        put("l"), put("U"), put(""), put(`${character}${alphabet[draw(31)]}`),
      ];
      for (const wrong of mistakes) {
        if (wrong.replace("l", "1") === bare) continue;
        // In the groups of the letter, in those of the letter with the mistake in its own, or in none.
        const inGroups = [0, 5, 10, 15, 20].map((start, group) => wrong.slice(start + shift(start), group === 4 ? undefined : start + 5 + shift(start + 5))).join("-");
        function shift(start: number): number {
          return start > at ? wrong.length - 21 : 0;
        }
        for (const typed of [wrong, inGroups, printedCode(wrong), printedCode(inGroups).toLowerCase()]) {
          const fault = codeFault(typed, 1, 2);
          assert.ok(fault !== undefined, typed);
          if (!("group" in fault) || fault.group === undefined) continue;
          assert.equal(fault.group, Math.floor(at / 5) + 1, `${typed} for ${code}`);
          named.set(fault.kind, (named.get(fault.kind) ?? 0) + 1);
        }
      }
    }
    assert.deepEqual([...named.keys()].sort(), ["character", "group"], "what is certain is said");
  });

  it("name no group for a mistake that another exchange would make up for", () => {
    // The last group has another character, and exchanging a zero of the first for a Q would be right as well.
    const draw = drawer(31);
    let found = 0;
    while (found < 20) {
      const code = drawCode(draw);
      const wrong = `${code.slice(0, -1)}${alphabet[draw(31)]}`;
      const first = wrong.slice(0, 5).indexOf("0");
      if (wrong === code || first < 0 || codeFault(`${wrong.slice(0, first)}Q${wrong.slice(first + 1)}`, 1, 1) !== undefined) continue;
      found++;
      assert.deepEqual(codeFault(wrong, 1, 1), { kind: "typing" });
    }
  });

  it("tell the group where it can be known", () => {
    const code = drawCode(drawer(4));
    const parts = code.split("-");
    assert.deepEqual(codeFault(code.replace(parts[2] as string, (parts[2] as string).slice(1)), 1, 2), { kind: "group", group: 3, has: 4, needs: 5 });
    assert.deepEqual(codeFault(code.replaceAll("-", "").slice(0, 18), 1, 2), { kind: "length", has: 18 });
    assert.deepEqual(codeFault(`${code}AB`, 1, 2), { kind: "group", group: 5, has: 3, needs: 1 });
    const withU = `${code.slice(0, 13)}U${code.slice(14)}`;
    assert.deepEqual(codeFault(withU, 1, 2), { kind: "character", character: "U", group: 3 });
    assert.equal(codeFault(code, 2, 2)?.kind, "field");
    assert.equal(plainCode("AB\u00a0CD\u2013EF").trim(), "AB CD-EF");
  });

  it("are read from a letter's link, with the fingerprint", () => {
    const hash = "0f".repeat(32);
    assert.deepEqual(readLetterLink(new URL(`https://x.org/vote/our-town?lang=fr#c=ABCDE-1&m=${hash.toUpperCase()}`), "vote"), { process: "our-town", code: "ABCDE-1", manifestHash: hash });
    assert.deepEqual(readLetterLink(new URL("https://x.org/vote/our-town/"), "vote"), { process: "our-town", code: "", manifestHash: undefined });
    assert.deepEqual(readLetterLink(new URL("https://x.org/vote/#content"), "vote"), { process: "", code: "", manifestHash: undefined });
  });
});

describe("an order that is drawn", () => {
  it("has everything once, and each place is as likely as another", () => {
    const draw = drawer(5);
    const counts = Array.from({ length: 4 }, () => Array.from({ length: 4 }, () => 0));
    for (let i = 0; i < 8000; i++) {
      const order = drawnOrder([0, 1, 2, 3], draw);
      assert.deepEqual([...order].sort(), [0, 1, 2, 3]);
      for (const [place, thing] of order.entries()) (counts[place] as number[])[thing] = (counts[place]?.[thing] ?? 0) + 1;
    }
    for (const row of counts) for (const count of row) assert.ok(Math.abs(count - 2000) < 250, String(count));
    assert.deepEqual(drawnOrder([]), []);
    assert.equal(new Set(drawnOrder(Array.from({ length: 500 }, (_, i) => i))).size, 500);
  });
});

const nothing: FormatInfo = { kind: "approval", minLength: 0, maxLength: 0, minSumCost: 0n, maxSumCost: 0n, maxPoints: 0, minSumPoints: 0, maxSumPoints: 0 };

function drawFormat(draw: (most: number) => number): FormatInfo {
  const kind = (["approval", "cumulative", "scoring", "ordinal", "choose-1"] as const)[draw(4)] as FormatInfo["kind"];
  const maxLength = draw(1) === 0 ? 0 : 1 + draw(5);
  const limits = { ...nothing, kind, maxLength, minLength: maxLength === 0 ? draw(2) : draw(maxLength), maxSumCost: draw(1) === 0 ? 0n : 2n ** 60n + BigInt(draw(500)) * 2n ** 60n };
  if (kind === "cumulative") return { ...limits, maxPoints: 1 + draw(9), maxSumPoints: draw(3) === 0 ? 0 : 1 + draw(20), minSumPoints: draw(3) };
  return kind === "scoring" ? { ...limits, maxPoints: 1 + draw(9) } : limits;
}

/** The limits of a ballot as `choices.ts` of the voter's library has them, but for the minimums. */
function isWithin(format: FormatInfo, marks: Marks): boolean {
  const most = format.kind === "choose-1" ? 1 : format.maxLength;
  return (most === 0 || marks.length <= most) && (format.maxSumCost === 0n || costOf(marks) <= format.maxSumCost)
    && new Set(marks.map(({ project }) => project.id)).size === marks.length
    && (format.kind !== "cumulative" || format.maxSumPoints === 0 || pointsOf(marks) <= format.maxSumPoints)
    && (!["cumulative", "scoring"].includes(format.kind) || marks.every(({ points }) => points >= 1 && points <= format.maxPoints && Number.isInteger(points)));
}

describe("a ballot that is filled in", () => {
  it("never goes beyond its limits, whatever is pressed, and whatever is refused would have", () => {
    const draw = drawer(6);
    for (let i = 0; i < 400; i++) {
      const format = drawFormat(draw);
      const contest = { format };
      const projects: ProjectInfo[] = Array.from({ length: 1 + draw(9) }, (_, n) => ({ id: `p${n}`, title: {}, summary: {}, cost: BigInt(draw(300)) * 2n ** 60n, categories: [], place: "" }));
      const hasPoints = format.kind === "cumulative" || format.kind === "scoring";
      let marks: Marks = [];
      for (let act = 0; act < 40; act++) {
        const project = projects[draw(projects.length - 1)] as ProjectInfo;
        const isOn = marks.some((mark) => mark.project === project);
        const obstacle = obstacleTo(contest, marks, project);
        if (obstacle !== undefined) {
          const forced = [...(format.kind === "choose-1" ? [] : marks), { project, points: 1 }];
          assert.ok(!isOn && !isWithin(format, forced), `${JSON.stringify(obstacle, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value))}`);
          if (obstacle.kind === "money") assert.equal(costOf(forced) - format.maxSumCost, obstacle.over);
        }
        if (hasPoints && isOn) {
          const oneMore = marks.map((mark) => (mark.project === project ? { project, points: mark.points + 1 } : mark));
          assert.equal(obstacleToPoint(contest, marks, project) === undefined, isWithin(format, oneMore));
        }
        const before = marks;
        switch (draw(3)) {
          case 0: marks = added(contest, marks, project); break;
          case 1: marks = draw(2) === 0 ? removed(marks, project.id) : marks; break;
          case 2: marks = hasPoints ? withPoints(contest, marks, project, draw(15) - 1) : marks; break;
          default: marks = moved(marks, project.id, draw(4) - 2);
        }
        assert.ok(isWithin(format, marks));
        if (draw(3) === 3) assert.deepEqual([...moved(marks, project.id, 1)].length, marks.length);
        const left = leftOf(contest, marks);
        assert.ok((left.projects ?? 0) >= 0 && (left.money ?? 0n) >= 0n && (left.points ?? 0) >= 0);
        assert.ok(before === marks || obstacle === undefined || marks.length <= before.length + 1);
      }
    }
  });

  it("is never wanting while it is blank, and says what is missing exactly", () => {
    const project = (id: string, cost: bigint): ProjectInfo => ({ id, title: {}, summary: {}, cost, categories: [], place: "" });
    const of = (format: Partial<FormatInfo>) => ({ format: { ...nothing, ...format } });
    const one = [{ project: project("a", 30n), points: 2 }];
    assert.equal(missingOf(of({ minLength: 3, minSumCost: 9n }), []), undefined);
    assert.deepEqual(missingOf(of({ minLength: 3 }), one), { kind: "projects", count: 2 });
    assert.deepEqual(missingOf(of({ minSumCost: 31n }), one), { kind: "money", amount: 1n });
    assert.deepEqual(missingOf(of({ kind: "cumulative", maxPoints: 9, minSumPoints: 5 }), one), { kind: "points", count: 3 });
    assert.equal(missingOf(of({ minLength: 1, minSumCost: 30n }), one), undefined);
    assert.equal(mostProjects(of({ kind: "choose-1", maxLength: 0 })), 1);
  });

  it("gives as many points as there are, and takes no text for a number", () => {
    const contest = { format: { ...nothing, kind: "cumulative" as const, maxPoints: 5, maxSumPoints: 7 } };
    const project = (id: string): ProjectInfo => ({ id, title: {}, summary: {}, cost: 0n, categories: [], place: "" });
    const [a, b] = [project("a"), project("b")];
    const first = withPoints(contest, [], a, 99);
    assert.equal(pointsOf(first), 5);
    assert.equal(pointsOf(withPoints(contest, first, b, 99)), 7);
    assert.deepEqual(withPoints(contest, first, a, Number.NaN), []);
    assert.deepEqual(withPoints(contest, first, a, 0), []);
  });

  it("finds projects whatever the accents and the order of words", () => {
    const project: ProjectInfo = { id: "1", title: { fr: "Pépinière du quartier" }, summary: { fr: "Des arbres" }, cost: 0n, categories: ["Nature en ville"], place: "" };
    for (const wanted of ["pepiniere", "QUARTIER pép", "arbre nature", "green", ""]) assert.ok(matches(project, wanted, ["Greenery"]), wanted);
    assert.ok(!matches(project, "pépinière vélo", []));
  });
});

describe("trackers", () => {
  it("are read however they are typed, and printed in groups of four", () => {
    const draw = drawer(7);
    const letters = "abcdefghijklmnopqrstuvwxyz234567";
    for (let i = 0; i < 100; i++) {
      const tracker = Array.from({ length: 20 }, () => letters[draw(31)]).join("");
      assert.equal(plainTracker(printedTracker(tracker)), tracker);
      assert.equal(plainTracker(` ${tracker.toUpperCase().replaceAll("O", "0").replaceAll("B", "8")}`), tracker);
      assert.equal(trackerFault(trackerGroups(tracker).join("-")), undefined);
      assert.equal(trackerText(tracker).length, 24);
      assert.equal(trackerFault(tracker.slice(1)), 19);
    }
    assert.equal(plainTracker(`urna2:${"a".repeat(52)}`), "a".repeat(52));
    assert.equal(trackerFault("a1"), "characters");
  });

  it("draw a seal each, within its ring, and two seals for two trackers", () => {
    const draw = drawer(8);
    const letters = "abcdefghijklmnopqrstuvwxyz234567";
    const seals = new Set<string>();
    for (let i = 0; i < 200; i++) {
      const tracker = Array.from({ length: 20 }, () => letters[draw(31)]).join("");
      const drawn = petals(tracker);
      assert.equal(drawn.length, 20);
      for (const { dot } of drawn) assert.ok(dot > 115 && dot + 1.5 <= 175);
      seals.add(drawn.map(({ path }) => path).join());
      assert.deepEqual(petals(tracker.toUpperCase()), drawn);
    }
    assert.equal(seals.size, 200);
  });
});
