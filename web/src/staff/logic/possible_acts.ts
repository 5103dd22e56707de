import type { SubmissionFormJson } from "@urna/protocol/gen/urna/v1/mandate_pb";
import type { ProposalJson } from "@urna/protocol/gen/urna/v1/proposals_service_pb";
import type { PhaseJson } from "@urna/protocol/gen/urna/v1/resources_pb";
import { isFrom, isUnfrozen } from "./facts.js";
import type { Right } from "./rights.js";

/** What the staff may do to a proposal, the most likely first. */
export const actIds = [
  "screen", "decideAppeal", "formal", "substantive", "admit", "assign", "return", "support", "fileAppeal", "merge", "incompatible", "withdraw", "hide", "restore", "erase",
] as const;
export type ActId = (typeof actIds)[number];

/** Why an act that belongs here has to wait. */
export type Wait = "screenFirst" | "supportFirst" | "formalFirst" | "reviewPhase" | "onABallot";

export interface PossibleAct {
  readonly id: ActId;
  readonly wait: Wait | undefined;
}

const needs: Readonly<Record<ActId, Right>> = {
  screen: "screen", decideAppeal: "conduct", formal: "edit", substantive: "edit", admit: "edit", assign: "edit", return: "edit", support: "edit",
  fileAppeal: "edit", merge: "edit", incompatible: "edit", withdraw: "edit", hide: "moderate", restore: "moderate", erase: "conduct",
};

/** What can be done as the proposal stands, by whoever has the rights that `may` tells. */
export function possibleActs(proposal: ProposalJson, phase: PhaseJson | undefined, form: SubmissionFormJson, may: (right: Right) => boolean): readonly PossibleAct[] {
  const status = proposal.status;
  const isProposing = isFrom(phase, "PHASE_SUBMISSION") && isUnfrozen(phase);
  const isHidden = status === "PROPOSAL_STATUS_HIDDEN";
  const isSubmitted = status === "PROPOSAL_STATUS_SUBMITTED";
  const isReturned = status === "PROPOSAL_STATUS_RETURNED";
  const isUnderReview = status === "PROPOSAL_STATUS_UNDER_REVIEW";
  const isAdmitted = status === "PROPOSAL_STATUS_ADMITTED";
  const isOpen = isSubmitted || isReturned || isUnderReview;
  const awaitsScreening = proposal.internal?.awaitsScreening ?? false;
  const verdicts = proposal.verdicts ?? [];
  const hasFormal = verdicts.findLast((one) => one.facts?.step === "REVIEW_STEP_FORMAL")?.facts?.accepted === true;
  const needsSupport = (form.supportNeeded ?? 0) > (proposal.supporters ?? 0);
  const screenFirst = awaitsScreening ? "screenFirst" as const : undefined;
  const could: Readonly<Record<ActId, boolean>> = {
    screen: isProposing && awaitsScreening && !isHidden,
    decideAppeal: phase === "PHASE_APPEAL" && proposal.appeal?.status === "APPEAL_STATUS_FILED",
    formal: isProposing && isOpen && !hasFormal,
    substantive: isProposing && ((isOpen && hasFormal) || isAdmitted || (isOpen && !hasFormal)),
    admit: isProposing && isAdmitted && (proposal.project ?? "") === "",
    assign: isProposing && isOpen,
    return: isProposing && (isSubmitted || isUnderReview),
    support: isProposing && isOpen && (form.supportNeeded ?? 0) > 0 && form.supportBy === "SUPPORT_BY_PAPER_LISTS",
    fileAppeal: phase === "PHASE_APPEAL" && status === "PROPOSAL_STATUS_REJECTED" && proposal.appeal === undefined,
    merge: isProposing && (isOpen || isAdmitted),
    incompatible: isProposing && (isOpen || isAdmitted || status === "PROPOSAL_STATUS_ON_THE_BALLOT"),
    withdraw: isProposing && (isOpen || isAdmitted) && (proposal.project ?? "") === "",
    hide: !isHidden && proposal.erased !== true,
    restore: isHidden,
    erase: proposal.erased !== true,
  };
  const waits: Partial<Record<ActId, Wait | undefined>> = {
    formal: screenFirst,
    substantive: screenFirst ?? (!hasFormal && !isAdmitted ? "formalFirst" : phase === "PHASE_SUBMISSION" ? "reviewPhase" : undefined),
    erase: (proposal.project ?? "") !== "" && isUnfrozen(phase) ? "onABallot" : undefined,
    merge: undefined,
  };
  return actIds.filter((id) => could[id] && may(needs[id])).map((id) => ({ id, wait: waits[id] ?? (id === "formal" && needsSupport ? "supportFirst" : undefined) }));
}
