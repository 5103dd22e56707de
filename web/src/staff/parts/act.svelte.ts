import { newRequestId } from "../../api/call.js";
import { ApiError } from "../../api/error.js";
import { faultPath, knownFault } from "../logic/faults.js";
import type fr from "../words.fr.js";

/** What is wrong with a field of a form, in words. */
export interface FieldProblem {
  readonly path: string;
  readonly text: string;
  /** What the server said, for a developer. */
  readonly description?: string;
}

/** Thrown by a form that sees for itself what the server would refuse. */
export class FormProblem extends Error {
  constructor(readonly fields: readonly FieldProblem[]) {
    super("the form is not ready");
  }
}

/**
 * Something that somebody wants done. Its request id is drawn once for what is to be sent, and sent again with it, after a broken connection or
 * a new loading of the page too: so it is done once. What is changed before another try is another act.
 */
export class Act {
  #isBusy = $state(false);
  #problem = $state.raw<unknown>();
  #isDone = $state(false);

  constructor(private readonly key: string) {}

  get isBusy(): boolean {
    return this.#isBusy;
  }
  get problem(): unknown {
    return this.#problem;
  }
  get isDone(): boolean {
    return this.#isDone;
  }

  /** Does it, unless it is being done. `content` gives what makes it this act and no other, or throws a FormProblem. Tells whether it was done. */
  async run<Content>(content: () => Content, perform: (requestId: string, content: Content) => Promise<unknown>): Promise<boolean> {
    if (this.#isBusy) return false;
    this.#isBusy = true;
    this.#problem = undefined;
    this.#isDone = false;
    try {
      const given = content();
      await perform(this.#requestId(JSON.stringify(given) ?? ""), given);
      this.#isDone = true;
      keep(this.key, undefined);
      return true;
    } catch (problem) {
      this.#problem = problem;
      return false;
    } finally {
      this.#isBusy = false;
    }
  }

  /** As before the first try. */
  reset(): void {
    this.#problem = undefined;
    this.#isDone = false;
  }

  #requestId(content: string): string {
    const earlier = kept(this.key);
    if (earlier?.content === content) return earlier.id;
    const id = newRequestId();
    keep(this.key, { content, id });
    return id;
  }
}

interface KeptAct {
  readonly content: string;
  readonly id: string;
}

const prefix = "urna-staff-act:";
/** Beside the tab's store, for browsers that keep nothing. */
const inMemory = new Map<string, KeptAct>();

function kept(key: string): KeptAct | undefined {
  try {
    const text = sessionStorage.getItem(prefix + key);
    if (text !== null) return JSON.parse(text) as KeptAct;
  } catch {
    // As above.
  }
  return inMemory.get(key);
}

function keep(key: string, act: KeptAct | undefined): void {
  if (act === undefined) inMemory.delete(key);
  else inMemory.set(key, act);
  try {
    if (act === undefined) sessionStorage.removeItem(prefix + key);
    else sessionStorage.setItem(prefix + key, JSON.stringify(act));
  } catch {
    // As above.
  }
}

/** What went wrong as one sentence. */
export function problemText(problem: unknown, t: typeof fr): string {
  if (problem instanceof FormProblem) return t.problems["INVALID_FIELD"] as string;
  if (!(problem instanceof ApiError)) return t.problem.fault(problem instanceof Error ? problem.message : String(problem));
  const known = t.problems[problem.reason];
  if (known !== undefined) return known;
  return problem.isPassing ? t.problem.noAnswer : t.problem.fault(problem.detail);
}

/** What is wrong with which field, in words. `titles` are what things are called, by their resource names. */
export function problemFields(problem: unknown, t: typeof fr, titles: ReadonlyMap<string, string> = new Map()): readonly FieldProblem[] {
  if (problem instanceof FormProblem) return problem.fields;
  if (!(problem instanceof ApiError)) return [];
  return problem.fields.map(({ field, description }) => {
    const { kind, parts } = knownFault(field, description);
    return { path: faultPath(field, kind, parts), text: t.faults[kind](...parts.map((part) => titles.get(part) ?? part)), description };
  });
}

/** What the server says beyond its reason, where that helps: which proposal, which contest. */
export function problemDetail(problem: unknown, t: typeof fr): string | undefined {
  if (!(problem instanceof ApiError)) return undefined;
  const isHelpful = problem.reason.startsWith("JOURNAL_") || ["RESOURCE_IN_USE", "OTHER_AREA", "RESOURCE_EXISTS", "NO_REVIEWER"].includes(problem.reason);
  return isHelpful && problem.detail !== "" ? t.problem.detail(problem.detail) : undefined;
}
