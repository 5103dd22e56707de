import { createContext } from "svelte";
import { isAt } from "../logic/faults.js";
import type { FieldProblem } from "./act.svelte.js";

/** A field of a form, as the form knows it. */
export interface KnownField {
  /** As the server calls it, and whatever else the server may say of it. */
  readonly paths: readonly string[];
  readonly id: string;
  readonly label: string;
}

/** What the fields of a form share: which of them the server found fault with, and where each stands, so that the summary leads there. */
export class FormState {
  readonly #fields = new Map<string, KnownField>();

  constructor(private readonly problems: () => readonly FieldProblem[]) {}

  /** Called by each field as it appears; gives what to call when it goes. */
  know(field: KnownField): () => void {
    this.#fields.set(field.id, field);
    return () => this.#fields.delete(field.id);
  }

  /** What is wrong with a field: what the server said at it or below it, but for what belongs to a field deeper down. */
  textOf(id: string): string | undefined {
    return this.problems().find((problem) => this.fieldAt(problem.path)?.id === id)?.text;
  }

  /** The nearest field to what the server named. */
  fieldAt(path: string): KnownField | undefined {
    let nearest: KnownField | undefined;
    let length = -1;
    for (const field of this.#fields.values()) {
      for (const own of field.paths) {
        if (!isAt(own, path) || own.length <= length) continue;
        nearest = field;
        length = own.length;
      }
    }
    return nearest;
  }
}

const [get, set] = createContext<FormState>();

export const setForm = set;

/** The form around a field; undefined where there is none. */
export function useForm(): FormState | undefined {
  try {
    return get();
  } catch {
    return undefined;
  }
}
