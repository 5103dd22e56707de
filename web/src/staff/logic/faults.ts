/**
 * What the server says of a field, in words of the pages. Descriptions of the API are for developers, in English; those that people meet are
 * known here by their form, with what stands in them. What is not known is shown as it is.
 */
export type FaultKind =
  | "empty" | "size" | "line" | "languages" | "everyLanguage" | "amount" | "positive" | "criteria" | "id" | "taken" | "total"
  | "atMost" | "below" | "points" | "range" | "parameter" | "key" | "boxKey" | "keyUsed" | "displayName" | "future" | "passed"
  | "afterStart" | "order" | "goesWith" | "notBefore" | "begun" | "ended" | "zone" | "windows" | "keptBeginning" | "endFuture"
  | "address" | "tag" | "brace" | "noField" | "mail" | "choices" | "contest" | "currency" | "unpublished" | "threshold" | "noProjects" | "noContests" | "noElectorates" | "noVoters"
  | "noRoll" | "partsDisagree" | "calendarDiffers" | "mustBeSet" | "undecided" | "notOnAList" | "notAdmitted" | "otherCost" | "rollRepeats"
  | "unsigned" | "reason" | "asked" | "answer" | "outsideStep" | "noArea" | "unknown";

export interface KnownFault {
  readonly kind: FaultKind;
  /** What stands in the description, in its order. */
  readonly parts: readonly string[];
}

const windows = "SUBMISSION|PAPER_SUBMISSION|REVIEW|APPEAL|VOTING|STATION_VOTING|PAPER_ENTRY";

const forms: readonly (readonly [FaultKind, RegExp])[] = [
  ["size", /^expected (\d+) to ([\d,]+) bytes without control characters$/],
  ["size", /^expected (\d+) to (\d+) bytes: whose token it is$/],
  ["empty", /^expected a text in at least one language$/],
  ["everyLanguage", /^expected a text in (\S+)$/],
  ["languages", /^(\S+) is not a language of the process's title$/],
  ["line", /^expected one line$/],
  ["amount", /^expected 0 to 2\^53 minor units$/],
  ["positive", /^expected more than 0 minor units$/],
  ["criteria", /^expected at least one criterion$/],
  ["id", /expected 1 to 63 lower-case letters, digits and hyphens/],
  ["id", /^"(.*)" is not an id/],
  ["taken", /^(\S+) is there already$/],
  ["taken", /^(is) there already$/],
  ["total", /^has ([\d,]+) bytes in all; expected 1 to ([\d,]+)$/],
  ["below", /^is below the minimum, (\d+)$/],
  ["points", /^expected 1 to 255$/],
  ["atMost", /^expected at most (\S+)$/],
  ["atMost", /^at most (\d+)/],
  ["range", /^expected (\d+) to (\d+)/],
  ["range", /^must be (\d+) to (\d+), is \d+$/],
  ["parameter", /^(?:rule \S+: )?parameter (\S+) (?:is|names|has) '(.*?)'/],
  ["parameter", /^(?:rule \S+: )?parameter (\S+) is (\S+?);/],
  ["parameter", /^(?:rule \S+: )?parameter ([^\s:]+): /],
  ["key", /^expected the 32 bytes of an Ed25519 public key$/],
  ["boxKey", /^expected the 32 bytes of an X25519 public key$/],
  ["keyUsed", /^is the key of (\S+?)(?:; every key has exactly one role)?$/],
  ["displayName", /^expected 1 to 200 bytes without control characters$/],
  ["future", /^expected a time to come, in whole seconds$/],
  ["passed", /^has passed/],
  ["afterStart", /^expected a time after (?:start_time|opening_time)/],
  ["order", new RegExp(`^expected (${windows}) to end before (${windows}) begins$`)],
  ["goesWith", new RegExp(`^expected (${windows}) too$`)],
  ["notBefore", new RegExp(`^expected (${windows}) not to begin before (${windows})$`)],
  ["begun", new RegExp(`^expected (${windows}), which has begun$`)],
  ["keptBeginning", new RegExp(`^(${windows}) has begun, and keeps its beginning$`)],
  ["ended", new RegExp(`^(${windows}) has ended, and keeps its end$`)],
  ["endFuture", new RegExp(`^expected an end of (${windows}) in the future$`)],
  ["zone", /^expected a name of the time zone database/],
  ["windows", /^expected at least one window$/],
  ["address", /^expected one mail address such as/],
  ["tag", /^expected a BCP 47 tag/],
  ["brace", /^line (\d+), column (\d+): a brace that/],
  ["noField", /^line (\d+), column (\d+): there is no field \{(.*?)\} here/],
  ["mail", /^an address of mail is never public$/],
  ["choices", /^expected 2 to 100$/],
  ["contest", /^expected at least one contest$/],
  ["currency", /^expected an ISO 4217 code/],
  ["unpublished", /^is not published yet$/],
  ["threshold", /^is (\d+), and there are (\d+) of them$/],
  ["noProjects", /^(\S+) has none$/],
  ["noVoters", /^no electorate may vote in (\S+)$/],
  ["noRoll", /^(\S+) has no roll: (\d+) of (\d+) parts are there$/],
  ["partsDisagree", /^(\S+) has no roll: the parts/],
  ["calendarDiffers", /^is (\S+), and (\S+) in the calendar/],
  ["mustBeSet", /^must be set$/],
  ["undecided", /^proposals\/(p\d+) is not decided$/],
  ["notOnAList", /^proposals\/(p\d+) was admitted and is no project$/],
  ["notAdmitted", /^(\S+) comes from proposals\/(p\d+), which is not admitted$/],
  ["otherCost", /^(\S+) costs \d+, and proposals\/(p\d+) was admitted at \d+$/],
  ["rollRepeats", /^the roll of (\S+) has a slot or a key/],
  ["unsigned", /^(registrar|trustee|authority) (\d+) has not signed the manifest$/],
  ["reason", /^a reason is asked for; it becomes public$/],
  ["asked", /^is asked for$/],
  ["answer", /^the form asks for (\S+)$/],
  ["outsideStep", /^expected costs and a duration of at most 1,200 months/],
  ["noArea", /^the process has no such area$/],
];

/** What is known of a description. `field` decides between the two lists that a process can lack as a whole. */
export function knownFault(field: string, description: string): KnownFault {
  if (description === "the process has none") return { kind: field.endsWith("electorates") ? "noElectorates" : "noContests", parts: [] };
  for (const [kind, form] of forms) {
    const found = form.exec(description);
    if (found !== null) return { kind, parts: found.slice(1).map((part) => part ?? "") };
  }
  return { kind: "unknown", parts: [description] };
}

/** Where a fault stands, with what of its place the server says in the description alone: a language, a parameter of a rule, a question of a form. */
export function faultPath(field: string, kind: FaultKind, parts: readonly string[]): string {
  switch (kind) {
    case "everyLanguage":
    case "answer":
      return `${field}#${parts[0] ?? ""}`;
    case "parameter":
      return `${field}.parameters#${parts[0] ?? ""}`;
    default:
      return field;
  }
}

/** Whether a fault at `field` belongs to the part of a form at `path`: it is there, or below it. */
export function isAt(path: string, field: string): boolean {
  return field === path || (field.startsWith(path) && /^[.[#]/.test(field.slice(path.length)));
}
