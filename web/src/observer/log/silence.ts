/** What is known of how a log answers. Times are milliseconds. */
export interface Answers {
  readonly now: number;
  /** When the page began to look. */
  readonly since: number;
  /** The last answer that held; undefined before the first. */
  readonly lastAnswer: number | undefined;
  /** Looks in a row that came to nothing. */
  readonly failures: number;
  /** When a growth was seen last, in this visit or an earlier one. */
  readonly lastGrowth: number | undefined;
  readonly isOnline: boolean;
  /** Whether ballots are taken: the log says that it is open, and the planned end is not over. */
  readonly isOpen: boolean;
  /** Whether the planned end is over by an hour, and the log has no closing. */
  readonly isOverdue: boolean;
}

/** How a log's silence is to be told. */
export type Silence =
  | { readonly kind: "none" }
  /** This device has no connection: nothing can be said of the log. */
  | { readonly kind: "offline" }
  /** It did not answer once or twice: that happens. */
  | { readonly kind: "trying" }
  /** It has not answered since then. */
  | { readonly kind: "no-answer"; readonly since: number }
  /** It answers, and while people may vote nothing came since then. Nights are like that. */
  | { readonly kind: "quiet"; readonly since: number }
  /** The closing should stand in it by now. */
  | { readonly kind: "overdue" };

const patienceMs = 5 * 60_000;
const quietMs = 60 * 60_000;

/** What there is to say, and no alarm that is not one: a tired connection is not a log that hides something. */
export function silenceOf({ now, since, lastAnswer, failures, lastGrowth, isOnline, isOpen, isOverdue }: Answers): Silence {
  if (failures > 0) {
    if (!isOnline) return { kind: "offline" };
    const from = lastAnswer ?? since;
    return failures >= 3 && now - from >= patienceMs ? { kind: "no-answer", since: from } : { kind: "trying" };
  }
  if (isOverdue) return { kind: "overdue" };
  const grown = Math.max(lastGrowth ?? since, 0);
  return isOpen && now - grown >= quietMs ? { kind: "quiet", since: grown } : { kind: "none" };
}
