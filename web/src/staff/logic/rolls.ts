import type { ElectorateJson, RegistrarJson } from "@urna/protocol/gen/urna/v1/resources_pb";
import { hexOf, nameOf } from "./steps.js";

/** The part that one registrar makes of an electorate's roll. */
export interface Part {
  /** 1, 2 or 3: the first registrars of the process make the codes. */
  readonly number: number;
  /** Undefined where the process has no such registrar yet. */
  readonly registrar: string | undefined;
  readonly registrarId: string | undefined;
  /** SHA-256 in hexadecimal digits; undefined while it is awaited. */
  readonly digest: string | undefined;
}

export type RollState = "there" | "awaited" | "disagree";

export function partsOf(electorate: ElectorateJson, registrars: readonly RegistrarJson[]): readonly Part[] {
  return Array.from({ length: electorate.codeRegistrars ?? 1 }, (_, j): Part => {
    const registrar = registrars[j];
    const digest = (electorate.partSha256 ?? [])[j] ?? "";
    return { number: j + 1, registrar: registrar === undefined ? undefined : nameOf(registrar), registrarId: registrar?.name?.slice(registrar.name.lastIndexOf("/") + 1), digest: digest === "" ? undefined : hexOf(digest) };
  });
}

export function rollState(electorate: ElectorateJson, registrars: readonly RegistrarJson[]): RollState {
  if ((electorate.rollSha256 ?? "") !== "") return "there";
  return partsOf(electorate, registrars).every((part) => part.digest !== undefined) ? "disagree" : "awaited";
}
