// What people type and choose: every mistake is told for what it is, before anybody is asked.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fillBallot } from "../dist/choices.js";
import { checkTypedCode, UrnaError } from "../dist/index.js";
import { errorCodes, explain, kindOf } from "../dist/words.js";
import { readTracker } from "../dist/checks.js";

const codeOf = (run) => {
  try {
    run();
  } catch (error) {
    assert.ok(error instanceof UrnaError, error);
    return error.code;
  }
  return "ok";
};

describe("a code as it is typed", () => {
  const one = "V4KJ2-G0NBB-7AGC1-FTVGA-W";
  for (const [what, typed, expected] of [
    ["as the letter has it", one, "ok"],
    ["in small letters, without hyphens", one.toLowerCase().replaceAll("-", ""), "ok"],
    ["with spaces, tabs and line ends", ` ${one.replaceAll("-", "\t")}\r\n`, "ok"],
    ["with O for 0 and I, l for 1", one.replace("0", "o").replace("C1", "CI"), "ok"],
    ["with l for 1", one.replace("C1", "cl"), "ok"],
    ["with a U", one.replace("V4", "U4"), "CODE_CHARACTER"],
    ["with another dash", one.replace("-", "\u2013"), "CODE_CHARACTER"],
    ["with a character beyond the basic plane", `${one}\u{1F600}`, "CODE_CHARACTER"],
    ["too short", one.slice(0, -2), "CODE_LENGTH"],
    ["too long", `${one}0`, "CODE_LENGTH"],
    ["empty", "", "CODE_LENGTH"],
    ["with two characters changed round", one.replace("V4", "4V"), "CODE_TYPING_ERROR"],
    ["with one character wrong", one.replace("V4", "V9"), "CODE_TYPING_ERROR"],
  ]) {
    test(what, () => assert.equal(codeOf(() => checkTypedCode(typed, 1)), expected));
  }

  test("the code of another letter is named", () => {
    // The check value 28 of code 1 would be that of a code 2 whose number is one lower.
    const other = "V4KJ2-G0NBB-7AGC1-FTVG9-W";
    assert.throws(() => checkTypedCode(other, 1), (error) => error.code === "CODE_OF_ANOTHER_FIELD" && error.facts.field === 2 && error.facts.number === 1);
  });

  test("no error holds any of it", () => {
    for (const typed of [one.replace("V4", "V5"), one.slice(0, 9), one.replace("V4", "U4")]) {
      try {
        checkTypedCode(typed, 1);
        assert.fail();
      } catch (error) {
        const told = JSON.stringify([error.message, error.facts, error.stack, explain(error, "en"), explain(error, "fr")]);
        assert.ok(!/G0NBB|7AGC1|FTVGA/.test(told), told);
      }
    }
  });
});

const projects = Array.from({ length: 6 }, (_, i) => ({ id: `p${i}`, cost: BigInt(100 * (i + 1)) }));
const limits = (kind, more) => ({ kind, minLength: 0, maxLength: 0, minSumCost: 0n, maxSumCost: 0n, maxPoints: 0, minSumPoints: 0, maxSumPoints: 0, ...more });
const election = (of) => ({ width: 1, contest: () => ({ number: 0, projects }), limits: () => of });
const fill = (of, ...choices) => codeOf(() => fillBallot(election(of), "c", choices.map(([project, points]) => ({ project, ...(points === undefined ? {} : { points }) }))));

describe("choices", () => {
  const approval = limits("approval", { minLength: 2, maxLength: 3, minSumCost: 400n, maxSumCost: 900n });
  const cumulative = limits("cumulative", { maxPoints: 5, minSumPoints: 3, maxSumPoints: 7 });
  const scoring = limits("scoring", { maxPoints: 10, maxLength: 2 });
  const ordinal = limits("ordinal", { minLength: 2, maxLength: 3 });
  const one = limits("choose-1", { maxLength: 1 });
  for (const [what, of, choices, expected] of [
    ["approval: within all limits", approval, [["p1"], ["p2"]], "ok"],
    ["approval: blank, whatever the minima", approval, [], "ok"],
    ["approval: no such project", approval, [["p9"], ["p1"]], "NO_SUCH_PROJECT"],
    ["approval: twice", approval, [["p1"], ["p1"]], "PROJECT_TWICE"],
    ["approval: points", approval, [["p1", 1], ["p2"]], "POINTS_NOT_ALLOWED"],
    ["approval: too few", approval, [["p5"]], "TOO_FEW_PROJECTS"],
    ["approval: too many", approval, [["p0"], ["p1"], ["p2"], ["p3"]], "TOO_MANY_PROJECTS"],
    ["approval: too cheap", approval, [["p0"], ["p1"]], "COST_TOO_LOW"],
    ["approval: too dear", approval, [["p5"], ["p4"]], "COST_TOO_HIGH"],
    ["cumulative: within all limits", cumulative, [["p0", 5], ["p3", 2]], "ok"],
    ["cumulative: no points", cumulative, [["p0"]], "POINTS_OUT_OF_RANGE"],
    ["cumulative: 0 points", cumulative, [["p0", 0]], "POINTS_OUT_OF_RANGE"],
    ["cumulative: half a point", cumulative, [["p0", 1.5]], "POINTS_OUT_OF_RANGE"],
    ["cumulative: too many for one", cumulative, [["p0", 6]], "POINTS_OUT_OF_RANGE"],
    ["cumulative: too few in all", cumulative, [["p0", 2]], "TOO_FEW_POINTS"],
    ["cumulative: too many in all", cumulative, [["p0", 5], ["p1", 3]], "TOO_MANY_POINTS"],
    ["scoring: within all limits", scoring, [["p0", 10], ["p1", 10]], "ok"],
    ["scoring: too high a grade", scoring, [["p0", 11]], "POINTS_OUT_OF_RANGE"],
    ["scoring: too many", scoring, [["p0", 1], ["p1", 1], ["p2", 1]], "TOO_MANY_PROJECTS"],
    ["ordinal: within all limits", ordinal, [["p5"], ["p0"]], "ok"],
    ["ordinal: too few", ordinal, [["p5"]], "TOO_FEW_PROJECTS"],
    ["ordinal: too many", ordinal, [["p5"], ["p4"], ["p3"], ["p2"]], "TOO_MANY_PROJECTS"],
    ["ordinal: twice", ordinal, [["p5"], ["p5"]], "PROJECT_TWICE"],
    ["ordinal: points", ordinal, [["p5", 1], ["p4", 2]], "POINTS_NOT_ALLOWED"],
    ["choose-1: one", one, [["p3"]], "ok"],
    ["choose-1: two", one, [["p3"], ["p4"]], "TOO_MANY_PROJECTS"],
  ]) {
    test(what, () => assert.equal(fill(of, ...choices), expected));
  }

  test("an error of one names the contest, since projects of two contests may have one id", () => {
    const run = () => fillBallot(election(approval), "parks", [{ project: "p9" }]);
    assert.throws(run, (error) => error.facts.contest === "parks" && error.facts.project === "p9");
  });

  test("points that are no number are told to whoever wrote the page, without their value", () => {
    for (const points of ["3", null]) {
      const run = () => fillBallot(election(scoring), "c", [{ project: "p0", points }]);
      assert.throws(run, (error) => error.code === "POINTS_OUT_OF_RANGE" && /whole number/.test(error.detail) && !error.detail.includes("3"));
    }
  });

  test("the order of approvals does not matter, that of a ranking does", () => {
    const payload = (of, ...ids) => fillBallot(election(of), "c", ids.map((project) => ({ project }))).payload;
    assert.deepEqual(payload(approval, "p2", "p1"), payload(approval, "p1", "p2"));
    assert.notDeepEqual(payload(ordinal, "p2", "p1"), payload(ordinal, "p1", "p2"));
  });
});

test("trackers are read as people type and scan them", () => {
  const full = "a6m6irk4qq5mdo76m2miay5g5t7hr6zpz4f4cwa3lcht4gzwzzzq";
  for (const text of [full, `urna2:${full}`, full.toUpperCase(), full.replace(/(.{4})/g, "$1 "), full.slice(0, 20)]) {
    assert.ok(full.startsWith(readTracker(text)));
  }
  for (const text of ["", full.slice(0, 19), full.slice(0, 51), `${full}a`, full.replace("a", "1"), "urna2:"]) {
    assert.equal(codeOf(() => readTracker(text)), "MALFORMED_TRACKER", text);
  }
});

test("every error has words in both languages, which are filled in with the same facts", () => {
  for (const code of errorCodes) {
    const error = new UrnaError(code);
    assert.ok(["input", "final", "later", "misconduct", "device"].includes(kindOf(code)), code);
    for (const language of ["en", "fr"]) assert.ok(explain(error, language).length > 10, `${code} ${language}`);
    const asked = (language) => {
      const names = new Set();
      explain(new UrnaError(code, new Proxy({}, { get: (_, name) => void names.add(name) })), language);
      return [...names].sort();
    };
    assert.deepEqual(asked("en"), asked("fr"), code);
  }
  const nested = new UrnaError("UNANSWERED", { tracker: "abc" }, "", new UrnaError("RECEIPT_NOT_SIGNED"));
  assert.match(explain(nested, "en"), /ballot abc was sent .* signature of the log/s);
});

describe("what is said", () => {
  test("of an error of another kind is that the page has a fault, and which", () => {
    for (const language of ["en", "fr"]) {
      for (const thrown of [new TypeError("x is not a function"), "x is not a function", Object.assign(new Error("x is not a function"), { name: "UrnaError", code: "toString" })]) {
        assert.match(explain(thrown, language), /page.*x is not a function/s);
      }
      for (const thrown of [undefined, null, { toString: null }, Object.create(null)]) assert.match(explain(thrown, language), /page/);
    }
  });

  test("is in the voter's language where there are words in it, and in English where not", () => {
    const error = new UrnaError("DEVICE_BUSY");
    for (const language of ["fr", "fr-CH", "FR"]) assert.equal(explain(error, language), explain(error, "fr"), language);
    for (const language of ["de", "", "en-GB", "frr", "toString"]) assert.equal(explain(error, language), explain(error, "en"), language);
  });

  test("names contests and projects by their titles, where they are known", () => {
    const contest = (id, en, ...titles) => ({ id, title: { en }, projects: titles.map((title, i) => ({ id: `p${i}`, title })) });
    const info = { languages: ["en", "fr"], contests: [contest("parks", "Parks", { en: "A pond", fr: "Un étang" }), contest("roads", "Roads", { en: "A bridge" })] };
    const choice = (contest) => new UrnaError("POINTS_OUT_OF_RANGE", { contest, project: "p0", most: 3 });
    assert.match(explain(choice("parks"), "en", info), /project “A pond” 1 to 3/);
    assert.match(explain(choice("parks"), "fr", info), /projet «\u00a0Un étang\u00a0»/);
    assert.match(explain(choice("roads"), "fr", info), /«\u00a0A bridge\u00a0»/);
    assert.match(explain(choice("none"), "en", info), /project p0/);
    assert.match(explain(choice("parks"), "en"), /project p0/);
    const full = new UrnaError("CHOICE_GROUP_FULL", { contests: "parks, roads, none", trackers: "" });
    assert.match(explain(full, "en", info), /“Parks”, “Roads”, none/);
    const nested = new UrnaError("UNANSWERED", { tracker: "abc" }, "", full);
    assert.match(explain(nested, "en", info), /abc.*“Parks”/s);
  });
});
