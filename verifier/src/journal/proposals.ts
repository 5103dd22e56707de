import { demand } from "@urna/protocol/bytes";
import { Channel, ReviewStep, type MergeFacts, type ReceiptFacts, type VerdictFacts } from "@urna/protocol/gen/urna/v1/journal_pb";
import { WindowKind, type Calendar } from "@urna/protocol/gen/urna/v1/mandate_pb";
import { Phase } from "@urna/protocol/gen/urna/v1/resources_pb";

export type ProposalState = "submitted" | "returned" | "under review" | "admitted" | "rejected" | "withdrawn" | "merged";
type StepState = "pending" | "accepted" | "rejected";

/** A proposal as the acts so far leave it. */
export interface Proposal {
  state: ProposalState;
  versions: number;
  publicVersions: number;
  formal: StepState;
  substantive: StepState;
  appeal: "none" | "filed" | "upheld" | "dismissed";
  hidden: boolean;
  supported: boolean;
  /** What it was admitted at, in minor units. */
  cost: bigint;
}

export const citizen = 8;

export function newProposal(): Proposal {
  return {
    state: "submitted", versions: 0, publicVersions: 0, formal: "pending", substantive: "pending", appeal: "none", hidden: false, supported: false, cost: 0n,
  };
}

export function isOpen({ state }: Proposal): boolean {
  return state === "submitted" || state === "returned" || state === "under review";
}

function endOf(calendar: Calendar | undefined, kind: WindowKind): bigint | undefined {
  return calendar?.windows.find((window) => window.kind === kind)?.endTime;
}

/** By which ways a proposal may come in (16), and when. */
export function demandReceivable(facts: ReceiptFacts, role: number, phase: Phase, time: bigint, calendar: Calendar | undefined): void {
  demandChannel(facts, role);
  if (facts.channel === Channel.STAFF) return;
  const online = facts.channel === Channel.ONLINE;
  demand(!online || phase === Phase.SUBMISSION, "comes in online after submission");
  const submission = endOf(calendar, WindowKind.SUBMISSION);
  const end = online ? submission : (endOf(calendar, WindowKind.PAPER_SUBMISSION) ?? submission);
  demand(end === undefined || time < end, "comes in after its window");
}

export function demandChannel(facts: ReceiptFacts, role: number): void {
  demand((facts.channel === Channel.ONLINE) === (role === citizen), "comes in by a channel that is not its role's");
}

/** A version came in: public where staff wrote it. */
export function addVersion(proposal: Proposal, facts: ReceiptFacts, role: number): void {
  demand(facts.version === proposal.versions + 1, "is not the next version");
  proposal.versions++;
  if (role !== citizen) proposal.publicVersions = proposal.versions;
}

export function revise(proposal: Proposal, facts: ReceiptFacts, role: number): void {
  demand(isOpen(proposal), "revises a proposal that is not open");
  demand(role !== citizen || proposal.state === "returned", "revises a proposal that was not returned");
  demandChannel(facts, role);
  addVersion(proposal, facts, role);
  if (proposal.state === "returned") proposal.state = proposal.formal === "accepted" ? "under review" : "submitted";
}

export function decide(proposal: Proposal, { step, accepted, cost }: VerdictFacts, phase: Phase, supportNeeded: boolean): void {
  demand(proposal.versions > 0 && proposal.publicVersions === proposal.versions, "decides a proposal of which a version is not public");
  demand(!accepted || !supportNeeded || proposal.supported, "accepts a proposal that too few support");
  if (step === ReviewStep.FORMAL) {
    demand(isOpen(proposal) && proposal.formal === "pending", "decides a formal step that is not pending");
    proposal.formal = accepted ? "accepted" : "rejected";
    proposal.state = accepted ? "under review" : "rejected";
    return;
  }
  demand(phase !== Phase.SUBMISSION, "decides the substantive step during submission");
  demand(proposal.formal === "accepted", "decides the substantive step before the formal one");
  const pending = isOpen(proposal) && proposal.substantive === "pending";
  demand(pending || proposal.state === "admitted", "decides a substantive step that is not pending");
  proposal.substantive = accepted ? "accepted" : "rejected";
  proposal.state = accepted ? "admitted" : "rejected";
  proposal.cost = accepted ? cost : 0n;
}

export function fileAppeal(proposal: Proposal): void {
  demand(proposal.state === "rejected" && proposal.appeal === "none", "appeals where nothing was rejected, or a second time");
  proposal.appeal = "filed";
}

export function decideAppeal(proposal: Proposal, upheld: boolean): void {
  demand(proposal.appeal === "filed", "decides an appeal that was not filed");
  proposal.appeal = upheld ? "upheld" : "dismissed";
  if (!upheld) return;
  proposal.state = "under review";
  if (proposal.formal === "rejected") proposal.formal = "pending";
  if (proposal.substantive === "rejected") proposal.substantive = "pending";
}

/** Takes parents in; `isProject` says whether one is a project. */
export function merge(
  number: number, proposals: ReadonlyMap<number, Proposal>, { parents }: MergeFacts, isProject: (proposal: number) => boolean,
): void {
  const into = proposals.get(number) as Proposal;
  demand(isOpen(into) || into.state === "admitted", "merges into a proposal that is neither open nor admitted");
  for (const parent of parents) {
    const one = proposals.get(parent);
    demand(one !== undefined && parent !== number, "merges a proposal that there is not, or one into itself");
    demand((isOpen(one) || one.state === "admitted") && !isProject(parent) && one.publicVersions > 0, "merges a proposal that may not be");
  }
  for (const parent of parents) (proposals.get(parent) as Proposal).state = "merged";
}
