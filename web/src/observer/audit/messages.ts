import type { BallotFate, Findings, Report } from "@urna/verifier";
import type { Election } from "./election.js";
import type { Brought } from "./known.js";
import type { DroppedEntry } from "./sources.js";

/** Where a bundle lies. */
export type Place =
  | { readonly kind: "dropped"; readonly entries: readonly DroppedEntry[] }
  /** `base` is `https://<server>/bundle/<process>/`. */
  | { readonly kind: "served"; readonly base: string };

/** What the page asks of the worker: to look at a bundle, then to verify it, then what became of a ballot. */
export type Asked =
  | { readonly kind: "look"; readonly place: Place }
  | { readonly kind: "verify"; readonly brought: Brought; readonly poolUrl: string; readonly workers: number }
  | { readonly kind: "find"; readonly tracker: string };

/** How large a bundle is. */
export interface Size {
  readonly files: number;
  readonly bytes: number;
  /** As its checkpoint says. */
  readonly records: number | undefined;
}

/** A ballot of the log, and what became of it. */
export interface FoundBallot {
  readonly record: number;
  /** 20 characters. */
  readonly tracker: string;
  readonly contest: number;
  /** Undefined where the verification did not come so far. */
  readonly fate: BallotFate | undefined;
}

export interface Verified {
  readonly report: Report;
  /** Of the receipts that were brought, in their order; as far as the verification came to them. */
  readonly receipts: readonly FoundBallot[];
  readonly seconds: number;
}

/** What the worker tells. */
export type Told =
  | { readonly kind: "size"; readonly size: Size }
  | { readonly kind: "step"; readonly step: number; readonly ok: boolean | undefined; readonly seconds: number; readonly findings: Findings }
  /** How much of the step that runs is done, of 1. */
  | { readonly kind: "share"; readonly share: number }
  | { readonly kind: "election"; readonly election: Election }
  | ({ readonly kind: "verified" } & Verified)
  | { readonly kind: "found"; readonly tracker: string; readonly ballot: FoundBallot | undefined }
  /** Nothing was verified: there is no bundle, it cannot be read, or the program has failed. */
  | { readonly kind: "nothing"; readonly why: "no-bundle" | "unreadable" | "failed"; readonly detail: string };
