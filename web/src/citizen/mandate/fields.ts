import type { Mandate } from "../model.ts";

/** The texts of a mandate, in the order in which people read them. */
export const fields = ["purpose", "promoter", "territory", "financing", "whoMaySubmit", "whoMayVote", "calendar", "commitment", "limits"] as const satisfies readonly (keyof Mandate)[];
export type TextField = (typeof fields)[number];

/** A change as the API tells it: `who_may_vote`, `criteria[territory].text`, `envelope`. */
export interface ChangeJson {
  readonly field?: string;
  readonly language?: string;
  readonly before?: string;
  readonly after?: string;
}

/** What a change is about. */
export interface Change {
  readonly about: TextField | "title" | "envelope" | "criterion" | "criteriaOrder" | "other";
  readonly language: string | undefined;
  readonly before: string;
  readonly after: string;
}

/** The changes that say something to people: a criterion's id is the machine's, and its text says that it is new or gone. */
export function changesOf(changes: readonly ChangeJson[]): readonly Change[] {
  return changes.flatMap(({ field = "", language, before = "", after = "" }) => {
    if (/^criteria\[.*\]\.id$/.test(field)) return [];
    return [{ about: aboutOf(field), language: language === "" ? undefined : language, before, after }];
  });
}

function aboutOf(field: string): Change["about"] {
  if (field === "title" || field === "envelope") return field;
  if (field === "criteria") return "criteriaOrder";
  if (field.startsWith("criteria[")) return "criterion";
  const camel = field.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return (fields as readonly string[]).includes(camel) ? (camel as TextField) : "other";
}
