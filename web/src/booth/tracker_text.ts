/** A tracker as people compare it: upper case, in groups of four. */
export function groupsOf(tracker: string): readonly string[] {
  return tracker.toUpperCase().match(/.{1,4}/g) ?? [];
}

export function spelled(tracker: string): string {
  return groupsOf(tracker).join(" ");
}

/** For ears: character by character, with a pause after each group. */
export function spokenTracker(tracker: string): string {
  return groupsOf(tracker).map((group) => [...group].join(" ")).join(", ");
}
