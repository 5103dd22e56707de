import type { ScheduleJson, SignedTimeJson } from "@urna/protocol/gen/urna/v1/processes_service_pb";

/** A time that authorities have signed, with them by their place from 0. */
export interface SignedTime {
  readonly time: string;
  readonly authorities: readonly number[];
}

/** How far authorities are with the time of an opening or a closing. */
export interface Agreement {
  /** What was signed, in the order of time. */
  readonly signed: readonly SignedTime[];
  /** The earliest that enough of them have signed: it needs nothing else. */
  readonly agreed: SignedTime | undefined;
  /** The one that lacks fewest signatures, the earliest of such: whoever is still to sign signs this one. */
  readonly nearest: SignedTime | undefined;
}

function agreementOf(times: readonly SignedTimeJson[] | undefined, needed: number, from = -Infinity): Agreement {
  const signed = (times ?? []).map(({ time = "", authorities = [] }) => ({ time, authorities })).filter(({ time }) => Date.parse(time) >= from);
  const most = Math.max(0, ...signed.map(({ authorities }) => authorities.length));
  return {
    signed,
    agreed: signed.find(({ authorities }) => authorities.length >= needed),
    nearest: signed.find(({ authorities }) => authorities.length === most),
  };
}

/** The two of a process. A closing that was signed for a time before the opening never takes place. */
export function agreementsOf(schedule: ScheduleJson | undefined, needed: number): { readonly opening: Agreement; readonly closing: Agreement } {
  const opening = agreementOf(schedule?.openings, needed);
  return { opening, closing: agreementOf(schedule?.closings, needed, opening.agreed === undefined ? undefined : Date.parse(opening.agreed.time)) };
}
