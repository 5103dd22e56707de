import { addresses } from "../addresses.js";

/** The page of a proposal, or of a process, by its resource name. */
export function pageOf(name: string): string {
  const [, process = "", , proposal] = name.split("/");
  return proposal === undefined ? addresses.landing(process) : addresses.proposal(process, proposal);
}
