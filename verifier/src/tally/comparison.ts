import type { Count } from "./run.js";

/** Where more voters get more of their approved money from plain `approval`, its outcome takes the place of this one. */
export function compareWithApproval(counted: Count, plain: Count): void {
  const { election } = counted;
  const worth = (selected: readonly number[]): bigint[] => {
    const funded = new Set(selected);
    return election.types.map(({ marks }) => marks.reduce((sum, { project }) => (funded.has(project) ? sum + counted.project(project).cost : sum), 0n));
  };
  const [here, there] = [worth(counted.selected), worth(plain.selected)];
  let balance = 0;
  election.types.forEach(({ voters }, type) => {
    const [mine, others] = [here[type] as bigint, there[type] as bigint];
    balance += others > mine ? voters : others < mine ? -voters : 0;
  });
  if (balance <= 0) return;
  counted.replacedBy = "approval";
  counted.shortfalls.length = 0;
  for (const list of ["selected", "rounds", "ties", "notes"] as const) counted[list].splice(0, counted[list].length, ...(plain[list] as never[]));
}
