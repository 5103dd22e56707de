import type { OccasionJson } from "@urna/protocol/gen/urna/v1/messages_service_pb";

/** Why somebody is written to, by whom it is about. */
export const occasionGroups = {
  proposal: [
    "OCCASION_RECEIVED", "OCCASION_REVISED", "OCCASION_SCREENED", "OCCASION_RETURNED", "OCCASION_COMPLETION_DUE", "OCCASION_SUPPORTED", "OCCASION_ACCEPTED", "OCCASION_REJECTED",
    "OCCASION_APPEALED", "OCCASION_APPEAL_UPHELD", "OCCASION_APPEAL_DISMISSED", "OCCASION_MERGED", "OCCASION_WITHDRAWN", "OCCASION_HIDDEN", "OCCASION_RESTORED", "OCCASION_ON_THE_BALLOT",
  ],
  staff: ["OCCASION_ASSIGNED", "OCCASION_REVIEW_DUE"],
  process: ["OCCASION_PHASE", "OCCASION_CONFIRM_FOLLOW"],
  server: ["OCCASION_SIGN_IN", "OCCASION_TEST"],
} as const satisfies Readonly<Record<string, readonly OccasionJson[]>>;

export type OccasionGroup = keyof typeof occasionGroups;

export const occasions: readonly OccasionJson[] = Object.values(occasionGroups).flat();

/** As it stands in an address: `on-the-ballot`. */
export function occasionPath(occasion: OccasionJson): string {
  return occasion.replace(/^OCCASION_/, "").toLowerCase().replaceAll("_", "-");
}

export function occasionAt(path: string): OccasionJson | undefined {
  return occasions.find((one) => occasionPath(one) === path);
}
