import type { MandateJson } from "@urna/protocol/gen/urna/v1/mandate_pb";
import type { MandateVersionJson } from "@urna/protocol/gen/urna/v1/planning_service_pb";
import type { ProcessJson } from "@urna/protocol/gen/urna/v1/resources_pb";
import type { Desk } from "../desk.svelte.js";

/** The mandate as it stands: its draft, the last version, all versions. */
export interface MandateState {
  readonly process: ProcessJson;
  readonly zone: string | undefined;
  readonly versions: readonly MandateVersionJson[];
  /** The draft, else the last version, else nothing yet. */
  readonly text: MandateJson;
  readonly hasDraft: boolean;
  /** Of `text`, for whoever changes or publishes it. */
  readonly etag: string;
  /** Whether this token may write it. */
  readonly mayEdit: boolean;
  readonly published: MandateJson | undefined;
}

export async function readMandate(desk: Desk, name: string): Promise<MandateState> {
  const mayEdit = desk.may("edit", name);
  const [process, calendar, versions, draft] = await Promise.all([
    desk.call("Processes", "getProcess", { name }),
    desk.call("Planning", "getCalendar", { process: name }).then((view) => view.calendar),
    desk.call("Planning", "listMandateVersions", { process: name }).then((answer) => answer.versions ?? []),
    mayEdit ? desk.call("Planning", "getMandateDraft", { process: name }) : undefined,
  ]);
  const published = versions.length === 0 ? undefined : (await desk.call("Planning", "getMandate", { process: name })).mandate;
  return { process, zone: calendar?.timeZone, versions, text: draft?.mandate ?? published ?? {}, hasDraft: draft?.mandate !== undefined && (draft.version ?? 0) === 0, etag: draft?.etag ?? "", mayEdit, published };
}
