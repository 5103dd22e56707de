import { textOfBase64 } from "../api/bytes.js";
import { call } from "../api/call.js";
import { ApiError } from "../api/error.js";
import type { ReportDocument } from "./document.js";
import { type Report, reportOf } from "./model.js";

/** How long to wait for what another reader has the server compute, in milliseconds, each time; then it is left at what there is. */
const waits = [3_000, 6_000, 12_000, 20_000, 30_000];

/** The report of a contest on the server: what is there at once, then what takes long. */
export class LiveReport {
  readonly #contest: string;
  #report = $state.raw<Report>();
  #first: Promise<Report> | undefined;
  #isCompleting = false;

  /** By resource name. */
  constructor(contest: string) {
    this.#contest = contest;
  }

  /** What is known so far; components that read it follow it. */
  get report(): Report | undefined {
    return this.#report;
  }

  /** Without what takes long, unless it is there. What went wrong is forgotten, so that the next try asks anew. */
  first(): Promise<Report> {
    this.#first ??= this.#read(true).catch((problem: unknown) => {
      this.#first = undefined;
      throw problem;
    });
    return this.#first;
  }

  /** Asks until all is there, or patience is over: the report stands without, too. */
  async complete(): Promise<void> {
    if (this.#isCompleting) return;
    this.#isCompleting = true;
    try {
      await this.first();
      for (const wait of waits) {
        if (this.#report?.isComplete === true) return;
        const isDone = await this.#read(false).then(({ isComplete }) => isComplete, (problem: unknown) => {
          if (problem instanceof ApiError && problem.isPassing) return false;
          throw problem;
        });
        if (isDone) return;
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
      if (this.#report !== undefined) this.#report = { ...this.#report, isComplete: true };
    } finally {
      this.#isCompleting = false;
    }
  }

  async #read(brief: boolean): Promise<Report> {
    const answer = await call("Tallies", "getTallyReport", { contest: this.#contest, brief }, { timeoutMs: brief ? 30_000 : 60_000 });
    const report = reportOf(JSON.parse(textOfBase64(answer.report ?? "")) as ReportDocument);
    this.#report = report;
    return report;
  }
}

const reports = new Map<string, LiveReport>();

/** The report of a contest: the same for all pages that show of it. Published outcomes never change. */
export function liveReport(process: string, contest: string): LiveReport {
  const name = `processes/${process}/contests/${contest}`;
  const known = reports.get(name);
  if (known !== undefined) return known;
  const made = new LiveReport(name);
  reports.set(name, made);
  return made;
}
