import { call } from "../../../api/call.js";
import { typedAmount } from "../../../words/amount_entry.js";
import { byAuthor } from "../../account/session.svelte.js";
import { pointOf } from "../../catalogue/places.js";
import { type Draft, emptyDraft } from "./content.js";
import { pointText } from "./point.js";

interface Text {
  readonly language?: string;
  readonly title?: string;
  readonly summary?: string;
  readonly description?: string;
  readonly area?: string;
  readonly category?: string;
  readonly place?: string;
  readonly estimated_cost?: string;
  readonly answers?: readonly Answer[];
  readonly image_sha256?: readonly string[];
}

interface Answer {
  readonly field?: string;
  readonly value?: string;
}

interface Personal {
  readonly proposal?: { readonly text?: Text };
  /** What was written since it was handed in, and what was handed in, without its text. */
  readonly being_written?: Written | null;
  readonly handed_in?: Written | null;
}

interface Written {
  readonly text?: Text;
  readonly author_name?: string;
  readonly internal_answers?: readonly Answer[];
  readonly contact?: string;
  readonly notify?: boolean;
}

/** A proposal as its author wrote it, to be written on. Only what is held of a person has all of it: their own name, what only the staff reads. */
export async function readDraft(process: string, id: string, key: string, digits: number, mark: "," | "."): Promise<Draft> {
  const { json } = await call("Proposals", "exportPersonalData", { name: `processes/${process}/proposals/${id}`, editKey: key }, byAuthor(key));
  const bytes = Uint8Array.from(atob(json ?? ""), (letter) => letter.charCodeAt(0));
  const { proposal, being_written: writing, handed_in: handed } = JSON.parse(new TextDecoder().decode(bytes)) as Personal;
  const written = writing ?? handed ?? {};
  const text = writing?.text ?? proposal?.text ?? {};
  const point = pointOf(text.place ?? "");
  const answers = [...(text.answers ?? []), ...(written.internal_answers ?? [])];
  return {
    ...emptyDraft(text.language ?? ""),
    title: text.title ?? "", summary: text.summary ?? "", description: text.description ?? "", area: text.area ?? "", category: text.category ?? "",
    cost: text.estimated_cost === undefined ? "" : typedAmount(BigInt(text.estimated_cost), digits, mark), point: point === undefined ? "" : pointText(point),
    answers: Object.fromEntries(answers.map(({ field, value }) => [field ?? "", value ?? ""])),
    authorName: written.author_name ?? "", contact: written.contact ?? "", notify: written.notify ?? false, server: id, isOfAccount: key === "", geometry: text.place ?? "", images: text.image_sha256 ?? [],
  };
}
