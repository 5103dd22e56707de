import type { Choice, ContestInfo, ProjectInfo } from "@urna/client/remote";

/** A project on the ballot that is being filled in. Of a ranking the best comes first; points are 1 where the format has none. */
export interface Mark {
  readonly project: ProjectInfo;
  readonly points: number;
}

export type Marks = readonly Mark[];

/** What a ballot may still take; undefined where there is no limit. */
export interface Left {
  readonly projects: number | undefined;
  readonly money: bigint | undefined;
  readonly points: number | undefined;
}

/** Why a project cannot be taken, or not have one point more. */
export type Obstacle =
  | { readonly kind: "projects"; readonly most: number }
  | { readonly kind: "money"; readonly over: bigint }
  | { readonly kind: "points"; readonly most: number }
  | { readonly kind: "most-points"; readonly most: number };

/** What a ballot that is not blank still needs before it is valid. */
export type Missing =
  | { readonly kind: "projects"; readonly count: number }
  | { readonly kind: "money"; readonly amount: bigint }
  | { readonly kind: "points"; readonly count: number };

type Contest = Pick<ContestInfo, "format">;

const givesPoints = ({ format }: Contest) => format.kind === "cumulative" || format.kind === "scoring";

/** The most projects that a ballot takes; 0 is no limit. */
export function mostProjects({ format }: Contest): number {
  return format.kind === "choose-1" ? 1 : format.maxLength;
}

export const costOf = (marks: Marks): bigint => marks.reduce((sum, { project }) => sum + project.cost, 0n);
export const pointsOf = (marks: Marks): number => marks.reduce((sum, { points }) => sum + points, 0);
export const markOf = (marks: Marks, project: string): Mark | undefined => marks.find((mark) => mark.project.id === project);

export function leftOf(contest: Contest, marks: Marks): Left {
  const { format } = contest;
  const most = mostProjects(contest);
  const isShared = format.kind === "cumulative" && format.maxSumPoints > 0;
  return {
    projects: most === 0 ? undefined : most - marks.length,
    money: format.maxSumCost === 0n ? undefined : format.maxSumCost - costOf(marks),
    points: isShared ? format.maxSumPoints - pointsOf(marks) : undefined,
  };
}

/** Why the project cannot come onto the ballot as well; undefined where it can, or where it is there. */
export function obstacleTo(contest: Contest, marks: Marks, project: ProjectInfo): Obstacle | undefined {
  if (markOf(marks, project.id) !== undefined) return undefined;
  // Choosing another one lets the first go.
  const others = contest.format.kind === "choose-1" ? [] : marks;
  const left = leftOf(contest, others);
  if (left.projects !== undefined && left.projects < 1) return { kind: "projects", most: mostProjects(contest) };
  if (left.money !== undefined && project.cost > left.money) return { kind: "money", over: project.cost - left.money };
  if (left.points !== undefined && left.points < 1) return { kind: "points", most: contest.format.maxSumPoints };
  return undefined;
}

/** Why the project cannot have one point more than it has. */
export function obstacleToPoint(contest: Contest, marks: Marks, project: ProjectInfo): Obstacle | undefined {
  const mark = markOf(marks, project.id);
  if (mark === undefined) return obstacleTo(contest, marks, project);
  const { maxPoints, maxSumPoints } = contest.format;
  if (mark.points >= maxPoints) return { kind: "most-points", most: maxPoints };
  const { points } = leftOf(contest, marks);
  return points !== undefined && points < 1 ? { kind: "points", most: maxSumPoints } : undefined;
}

/** With the project on the ballot, at its end; as it is where it cannot be. */
export function added(contest: Contest, marks: Marks, project: ProjectInfo): Marks {
  if (markOf(marks, project.id) !== undefined || obstacleTo(contest, marks, project) !== undefined) return marks;
  return [...(contest.format.kind === "choose-1" ? [] : marks), { project, points: 1 }];
}

export function removed(marks: Marks, project: string): Marks {
  return marks.filter((mark) => mark.project.id !== project);
}

/** With so many points for the project, or as many as it can have; none takes it off the ballot. */
export function withPoints(contest: Contest, marks: Marks, project: ProjectInfo, points: number): Marks {
  const mark = markOf(marks, project.id);
  if (!Number.isFinite(points) || points < 1) return removed(marks, project.id);
  if (mark === undefined && obstacleTo(contest, marks, project) !== undefined) return marks;
  const left = leftOf(contest, marks).points;
  const most = Math.min(contest.format.maxPoints, left === undefined ? Infinity : left + (mark?.points ?? 0));
  const given = Math.min(Math.floor(points), most);
  if (mark === undefined) return [...marks, { project, points: given }];
  return marks.map((one) => (one === mark ? { project, points: given } : one));
}

/** Of a ranking: the project so many places later, as far as there are places. */
export function moved(marks: Marks, project: string, by: number): Marks {
  const from = marks.findIndex((mark) => mark.project.id === project);
  const to = from + by;
  const mark = marks[from];
  if (mark === undefined || to < 0 || to >= marks.length) return marks;
  const rest = marks.filter((one) => one !== mark);
  return [...rest.slice(0, to), mark, ...rest.slice(to)];
}

/** What the ballot still needs; nothing where it is valid, as a blank one always is. */
export function missingOf({ format }: Contest, marks: Marks): Missing | undefined {
  if (marks.length === 0) return undefined;
  if (marks.length < format.minLength) return { kind: "projects", count: format.minLength - marks.length };
  const cost = costOf(marks);
  if (cost < format.minSumCost) return { kind: "money", amount: format.minSumCost - cost };
  const points = pointsOf(marks);
  if (format.kind === "cumulative" && points < format.minSumPoints) return { kind: "points", count: format.minSumPoints - points };
  return undefined;
}

/** As the voter's library takes them. */
export function choicesOf(contest: Contest, marks: Marks): readonly Choice[] {
  return marks.map(({ project, points }) => (givesPoints(contest) ? { project: project.id, points } : { project: project.id }));
}

/** What may be found of a project by a few letters, whatever the accents; `themes` is what its categories are called. */
export function matches(project: ProjectInfo, wanted: string, themes: readonly string[]): boolean {
  const words = folded(wanted).split(/\s+/).filter((word) => word !== "");
  const text = folded([...Object.values(project.title), ...Object.values(project.summary), ...project.categories, ...themes].join(" "));
  return words.every((word) => text.includes(word));
}

function folded(text: string): string {
  return text.normalize("NFD").replace(/\p{Mn}/gu, "").toLowerCase();
}
