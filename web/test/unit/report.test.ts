// Reports: what must hold for any outcome. Elections are drawn at random from a seed, so that a failure can be had again.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import type { ReportDocument, RoundJson } from "../../src/report/document.ts";
import { minorFloor, minorOf, oneDecimal, rationalOf, rounded } from "../../src/report/exact.ts";
import { reportOf } from "../../src/report/model.ts";
import { givenBy, reasonsOf } from "../../src/report/reasons.ts";
import { conditionSentences, ruleNames, ruleSentences } from "../../src/report/rules.ts";
import { Teller } from "../../src/report/tell.ts";
import { decimalText } from "../../src/words/amounts.ts";
import { languages } from "../../src/words/languages.ts";

/** xorshift32. */
function random(seed: number): () => number {
  let state = seed | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

const tries = 200;

/** A count by the most supported first, told as the programs tell it. */
function counted(seed: number): ReportDocument {
  const next = random(seed * 7919 + 1);
  const below = (limit: number) => Math.floor(next() * limit);
  const digits = [0, 2, 3][below(3)] as number;
  const amount = (minor: number) => decimalText(BigInt(minor), digits);
  const budget = below(5_000_000);
  const hasPoints = below(3) === 0;
  const projects = Array.from({ length: below(40) }, (_, i) => ({
    id: `p${i}`, name: [{ language: "fr", text: `Projet ${i}` }], cost: below(4) === 0 ? below(10) : below(2_000_000), votes: below(200), themes: below(2) === 0 ? [] : [`t${below(4)}`, `t${below(4)}`],
  }));
  let left = budget;
  const rounds: RoundJson[] = [];
  const selected: string[] = [];
  for (const { id, cost, votes } of projects.toSorted((a, b) => b.votes - a.votes)) {
    if (votes === 0) continue;
    const isFunded = cost <= left;
    rounds.push({ project: id, funded: isFunded, stage: "ranking", measure: "votes", value: String(votes) });
    if (!isFunded) continue;
    left -= cost;
    selected.push(id);
  }
  return {
    kind: "outcome", title: [{ language: "fr", text: "Essai" }], currency: "EUR", currency_digits: digits, ballots: hasPoints ? "cumulative" : "approval", budget: amount(budget), voters: 200,
    projects: projects.map(({ id, name, cost, votes, themes }) => ({ id, name, cost: amount(cost), votes, categories: [...new Set(themes)], ...(hasPoints ? { points: votes * 2 } : {}) })),
    outcome: { rule: "approval", parameters: { on_unaffordable: "skip", score: "votes" }, tie_break: "order", cost: amount(budget - left), selected, ties: [], rounds },
    measures: { voters_by_projects: [50, 100, 50], ejr_plus_failures: [] }, complete: below(2) === 0,
  };
}

describe("exact numbers", () => {
  it("read what is written", () => {
    const next = random(1);
    for (let i = 0; i < tries; i++) {
      const minor = BigInt(Math.floor(next() * 2 ** 52)) * BigInt(Math.floor(next() * 2 ** 20));
      const digits = Math.floor(next() * 7);
      assert.equal(minorOf(decimalText(minor, digits), digits), minor);
    }
    assert.equal(minorOf("1.1250", 3), 1125n);
    assert.equal(minorOf("1200.5", 2), 120050n);
  });
  it("round to the nearest", () => {
    assert.equal(rounded(20_000_000n, 33n), 606_061n);
    assert.equal(rounded(1n, 2n), 1n);
    assert.equal(rounded(5n, 0n), 0n);
    assert.equal(minorFloor(rationalOf("885646/93"), 2), 952_307n);
    assert.equal(minorFloor(rationalOf("7"), 0), 7n);
    assert.equal(oneDecimal(rationalOf("23/31")), 0.7);
  });
});

describe("a report", () => {
  it("has every project once, and money that adds up", () => {
    for (let seed = 0; seed < tries; seed++) {
      const { outcome, projects, envelope } = reportOf(counted(seed));
      assert.ok(outcome !== undefined);
      assert.equal(outcome.funded.length + outcome.unfunded.length, projects.length);
      assert.equal(outcome.funded.reduce((all, { cost }) => all + cost, 0n), outcome.cost);
      assert.equal(outcome.cost + outcome.rest, envelope);
    }
  });

  it("gives reasons that are true", () => {
    for (let seed = 0; seed < tries; seed++) {
      const report = reportOf(counted(seed));
      const { funded, unfunded } = reasonsOf(report);
      for (const project of report.projects) {
        const why = funded.get(project.id);
        const whyNot = unfunded.get(project.id);
        assert.ok((why === undefined) !== (whyNot === undefined));
        if (why !== undefined) assert.ok(why.kind === "ranked" && why.left >= project.cost);
        else if (whyNot?.kind === "noRoom") assert.ok(whyNot.left < project.cost);
        else if (whyNot?.kind === "tooDear") assert.ok(project.cost > report.envelope);
        else assert.ok(whyNot?.kind === "unsupported" && project.votes === 0);
      }
    }
  });

  it("is told whole in both languages", () => {
    for (let seed = 0; seed < tries; seed++) {
      const report = reportOf(counted(seed));
      const { outcome } = report;
      if (outcome === undefined) continue;
      for (const language of languages) {
        const teller = new Teller(report, language);
        const told = [
          teller.heading.text, teller.lead, teller.bar, ...teller.facts(outcome),
          ...outcome.funded.map((project, i) => teller.funded(project, i + 1)).flatMap(({ line, paragraphs }) => [line, ...paragraphs]),
          ...outcome.unfunded.map((project) => teller.unfunded(project)).flatMap(({ line, paragraphs, small }) => [line, ...paragraphs, small ?? "."]),
        ];
        for (const text of told) assert.doesNotMatch(text, /undefined|NaN|\[object|^$/u);
        if (language === "fr") for (const text of told) assert.doesNotMatch(text, / [;:!?»%]|« /u);
      }
    }
  });

  it("shares the money out by theme without losing any", () => {
    for (let seed = 0; seed < tries; seed++) {
      const report = reportOf(counted(seed));
      const given = givenBy(report, ({ categories }) => (categories.length > 0 ? categories : [""]));
      for (const project of report.outcome?.funded ?? []) {
        const times = given.filter(({ projects }) => projects.some((one) => one.project === project)).length;
        assert.equal(times, Math.max(1, project.categories.length));
      }
      const sums = given.map(({ projects }) => projects.reduce((all, { project }) => all + project.cost, 0n));
      assert.deepEqual(sums, sums.toSorted((a, b) => Number(b > a) - Number(b < a)));
    }
  });

  it("tells what supporters lacked as the program counts it", () => {
    const document: ReportDocument = {
      kind: "outcome", currency: "EUR", currency_digits: 2, ballots: "approval", budget: "400000", voters: 93,
      projects: [{ id: "182", cost: "200000", votes: 33 }, { id: "183", cost: "200000", votes: 21 }],
      outcome: {
        rule: "equal-shares", parameters: { completion: "add1", then: "greedy", utility: "cost" }, tie_break: "lexicographic", cost: "200000", selected: ["182"], ties: [], endowment: "885646/93", runs: 5224,
        rounds: [{ project: "182", funded: true, stage: "equal-shares", measure: "rho", value: "1/33", payers: 33, largest: "200000/33" }], shortfalls: [{ project: "183", supporters_money: "1246911502/6479" }],
      },
      measures: { voters_by_projects: [60, 33], ejr_plus_failures: [] }, explanations: [{ project: "183", budget_needed: "495500" }], tried: "800000",
      compared: [{ rule: "approval", selected: ["183"], cost: "200000", voters_with_nothing: 72, average_projects: "7/31", average_money: "1400000/31", ejr_plus_failures: [] }], complete: true,
    };
    const report = reportOf(document);
    const teller = new Teller(report, "fr");
    const [first] = report.outcome?.funded ?? [];
    const [second] = report.outcome?.unfunded ?? [];
    assert.ok(first !== undefined && second !== undefined);
    assert.equal(teller.funded(first, 1).paragraphs[0], "Chaque votant dispose d’une part égale de 9\u202f523\u00a0€. Les 33 personnes qui ont choisi ce projet l’ont payé ensemble, 6\u202f061\u00a0€ chacune en moyenne.");
    const told = teller.unfunded(second);
    assert.equal(told.line, "21 voix. Il manquait 7\u202f546\u00a0€ à ses soutiens.");
    assert.equal(told.gathered, 19_245_400n);
    assert.match(told.paragraphs[0] ?? "", /Avec une enveloppe de 495\u202f500\u00a0€/u);
    assert.equal(told.small, "Si l’on avait simplement pris les plus votés, il aurait été financé\u202f; un autre ne l’aurait pas été.");
  });
});

describe("rules", () => {
  const all = ["approval", "greedy", "equal-shares", "bounded-overspending", "phragmen", "maximin-support", "max-welfare"];

  it("are told in four sentences, in both languages", () => {
    for (const language of languages) for (const rule of all) assert.equal(ruleSentences({ rule, parameters: {}, replacedBy: undefined }, language).length, 4, rule);
  });
  it("have a section in docs/rules.md, and no other has", () => {
    const text = readFileSync(new URL("../../../docs/rules.md", import.meta.url), "utf8");
    const section = text.slice(text.indexOf("## The rules"), text.indexOf("### Ordinal ballots"));
    assert.deepEqual([...section.matchAll(/^### (\S+)$/gmu)].map(([, name]) => name), all);
  });
  it("are told apart by their names alone, and by words for those of one family", () => {
    const side = [
      ...all.map((rule) => ({ rule, parameters: (rule === "equal-shares" ? { completion: "none", then: "none" } : {}) as Record<string, string> })),
      { rule: "equal-shares", parameters: { completion: "add1", then: "greedy" } }, { rule: "equal-shares", parameters: { completion: "none", then: "none", utility: "points" } }, { rule: "approval", parameters: { on_unaffordable: "stop" } },
    ];
    for (const language of languages) {
      const names = ruleNames(side, language);
      assert.equal(new Set(names.map(({ name }) => name)).size, side.length, names.map(({ name }) => name).join(" | "));
      assert.equal(names.filter(({ name, rule }) => name === rule).length, all.length - 1, "those that stand alone, or are as usual");
    }
  });
  it("have conditions in words where they demand something", () => {
    for (const language of languages) {
      assert.equal(conditionSentences({ min_votes: "0", fixed_per_area: "none", increment: "1" }, language).length, 0);
      assert.equal(conditionSentences({ min_votes: "5", incompatible: "a,b;c,d" }, language).length, 2);
    }
  });
});
