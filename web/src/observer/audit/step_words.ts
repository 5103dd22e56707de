import { momentText } from "../../words/dates.ts";
import type { Language } from "../../words/language.svelte.js";
import type { AuditView, StepView } from "./view.js";
import type fr from "./words.fr.js";
import { failureOf, type Why } from "./why.ts";

type Words = typeof fr;

/** What a step says: its title and sentence as it stands now, and what stands at its end. */
export interface SaidStep {
  readonly title: string;
  readonly text: string;
  readonly side: string;
  /** In the protocol's words, where it does not hold. */
  readonly detail: string | undefined;
}

export function sayStep(step: StepView, view: AuditView, t: Words, language: Language): SaidStep {
  const words = t.steps[step.number];
  const isOver = view.state === "over" || view.state === "nothing" || view.state === "cancelled";
  const failure = step.state === "bad" && view.verified !== undefined ? failureOf(view.verified.report) : undefined;
  const side = {
    wait: isOver ? t.notDone : t.todo,
    now: view.share > 0 ? t.share(view.share) : "",
    ok: step.seconds === undefined ? "" : t.seconds(step.seconds),
    bad: t.stepBad,
  }[step.state];
  if (step.state === "bad") {
    const why = failure === undefined || failure.why === "false" ? "" : t.why[failure.why];
    return { title: titleOfBad(words, failure?.why ?? "false", t), text: why === "" ? `${t.broken[step.number]} ${t.failsMore}` : why, side, detail: failure?.detail };
  }
  const isAlone = step.number === 3 && view.election !== undefined && view.election.threshold < 2;
  return { title: isAlone ? t.steps[3].aloneTitle : words.title, text: textOf(step, view, t, language), side, detail: undefined };
}

/** A file that was lost on the way, or what the observer brought, is said otherwise than a lie. */
function titleOfBad(words: { readonly title: string; readonly bad: string }, why: Why, t: Words): string {
  switch (why) {
    case "missing":
    case "damaged":
      return t.unproven(words.title);
    case "taken-back":
      return t.takenBackTitle;
    case "unlisted":
    case "false":
      return words.bad;
    default:
      return t.broughtTitle;
  }
}

function textOf({ number, state, seconds }: StepView, view: AuditView, t: Words, language: Language): string {
  const { findings, election } = view;
  const holds = state === "ok" && seconds !== undefined;
  const moment = (time: number) => momentText(time, language, election?.zone);
  switch (number) {
    case 0:
      return holds && findings.files !== undefined ? t.steps[0].found(findings.files) : t.steps[0].what;
    case 3:
      return holds && election !== undefined ? t.steps[3].found(election.threshold, election.trustees.length) : t.steps[3].what;
    case 4:
      return holds && findings.records !== undefined ? t.steps[4].found(findings.records) : t.steps[4].what;
    case 5:
      return holds && findings.openTime !== undefined && findings.closeTime !== undefined
        ? t.steps[5].found(moment(findings.openTime), moment(findings.closeTime)) : t.steps[5].what;
    case 6:
      return holds && findings.entitled !== undefined ? t.steps[6].found(findings.entitled) : t.steps[6].what;
    case 7:
      return holds && findings.ballots !== undefined ? t.steps[7].found(findings.ballots) : t.steps[7].what;
    case 8:
    case 9:
      return countingText(number, state, view, t);
    case 10:
      return holds && view.verified !== undefined ? t.steps[10].found(...readOf(view)) : t.steps[10].what;
    case 13:
      if (!holds || view.verified === undefined) return t.steps[13].what;
      return findings.journal === undefined ? t.steps[13].none : t.steps[13].found(findings.journal);
    default:
      return t.steps[number].what;
  }
}

/** Mixes and shares: of each contest that is counted there are as many as trustees are needed. */
function countingText(number: 8 | 9, state: StepView["state"], { findings, election, share }: AuditView, t: Words): string {
  if (findings.mixed === undefined || election === undefined) return t.steps[number].what;
  const wanted = findings.mixed.filter((count) => count > 0).length * election.threshold;
  if (number === 9) return t.steps[9].found(wanted);
  return state === "now" && wanted > 0 && share > 0 ? t.steps[8].now(Math.min(wanted, Math.floor(share * wanted) + 1), wanted) : t.steps[8].found(wanted);
}

function readOf({ verified }: AuditView): [valid: number, invalid: number] {
  const contests = verified?.report.contests ?? [];
  return [contests.reduce((sum, { valid }) => sum + valid, 0), contests.reduce((sum, { invalid }) => sum + invalid, 0)];
}
