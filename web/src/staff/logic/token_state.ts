import type { AccessTokenJson } from "@urna/protocol/gen/urna/v1/administration_service_pb";

export type TokenState = "open" | "soon" | "expired" | "revoked";

/** How a token stands at a moment, in milliseconds; `soon` within the next 30 days. */
export function tokenState(token: AccessTokenJson, now: number): TokenState {
  if (token.revokeTime !== undefined) return "revoked";
  if (token.expireTime === undefined) return "open";
  const left = Date.parse(token.expireTime) - now;
  return left <= 0 ? "expired" : left < 30 * 86_400_000 ? "soon" : "open";
}

export function isEnded(state: TokenState): boolean {
  return state === "expired" || state === "revoked";
}
