import { call, newRequestId } from "../../../api/call.js";
import { ApiError } from "../../../api/error.js";
import { byAuthor, session } from "../../account/session.svelte.js";
import type { OwnProposals } from "../parts/keys.js";
import { idOfProposal } from "../parts/model.js";
import type { Content, Draft } from "./content.js";

export interface HandedIn {
  /** `p19`. */
  readonly id: string;
  /** Empty where the account of whoever is logged in is the author. */
  readonly key: string;
}

/**
 * Hands a proposal in: makes the draft of the server where there is none yet, writes what was typed into it, submits it. Whatever breaks on the way,
 * the same can be done again: what the server has is remembered in the draft, and its key on this device.
 */
export class HandIn {
  readonly #process: string;
  readonly #own: OwnProposals;
  // Sent again with the same numbers, so that a lost answer is given again and nothing is done twice.
  #create = newRequestId();
  #update = newRequestId();
  readonly #submit = newRequestId();
  #sent = "";

  /** `process` is the last part of its name. */
  constructor(process: string, own: OwnProposals) {
    this.#process = process;
    this.#own = own;
  }

  /** Makes the server keep it as a draft; gives its id and key. */
  async keep(draft: Draft, content: Content): Promise<HandedIn> {
    const key = this.#keyOf(draft);
    if (key === undefined) return this.#make(draft, content);
    const text = JSON.stringify(content);
    if (text !== this.#sent) this.#update = newRequestId();
    this.#sent = text;
    const { name } = await call("Proposals", "updateProposal", { name: this.#name(draft.server), editKey: key, content, requestId: this.#update }, byAuthor(key));
    return { id: idOfProposal(name), key };
  }

  /** The draft that the server has, with what else belongs to it; undefined before it has one. */
  known(draft: Draft): HandedIn | undefined {
    const key = this.#keyOf(draft);
    return key === undefined ? undefined : { id: draft.server, key };
  }

  /** The same, made of what was typed where there is none yet. */
  place(draft: Draft, content: Content): Promise<HandedIn> {
    const known = this.known(draft);
    return known === undefined ? this.#make(draft, content) : Promise.resolve(known);
  }

  async submit(draft: Draft, content: Content): Promise<HandedIn> {
    const { id, key } = await this.#kept(draft, content);
    let submitted: string;
    try {
      submitted = idOfProposal((await call("Proposals", "submitProposal", { name: this.#name(id), editKey: key, requestId: this.#submit }, byAuthor(key))).name);
    } catch (problem) {
      if (!(problem instanceof ApiError) || problem.reason !== "NOTHING_TO_SUBMIT") throw problem;
      // It was handed in before, and the answer was lost with the page.
      submitted = idOfProposal((await call("Proposals", "getProposal", { name: this.#name(id), editKey: key }, byAuthor(key))).name);
    }
    if (key !== "") {
      this.#own.keep(submitted, key);
      if (submitted !== id) this.#own.forget(id);
    }
    return { id: submitted, key };
  }

  /** What was handed in already is not open to be written: then that is what is submitted. */
  async #kept(draft: Draft, content: Content): Promise<HandedIn> {
    try {
      return await this.keep(draft, content);
    } catch (problem) {
      const key = this.#keyOf(draft);
      if (!(problem instanceof ApiError) || problem.reason !== "PROPOSAL_NOT_OPEN" || key === undefined) throw problem;
      const { name, status } = await call("Proposals", "getProposal", { name: this.#name(draft.server), editKey: key }, byAuthor(key));
      if (status !== "PROPOSAL_STATUS_SUBMITTED") throw problem;
      return { id: idOfProposal(name), key };
    }
  }

  /** Undefined where the server has no draft of it that can be written on from here. */
  #keyOf(draft: Draft): string | undefined {
    if (draft.server === "") return undefined;
    return this.#own.keyOf(draft.server) ?? (draft.isOfAccount ? "" : undefined);
  }

  async #make(draft: Draft, content: Content): Promise<HandedIn> {
    for (let isSecond = false; ; isSecond = true) {
      try {
        const { proposal, editKey } = await call(
          "Proposals", "createProposal", { parent: `processes/${this.#process}`, content, channel: "CHANNEL_ONLINE", requestId: this.#create }, { isLoggedIn: session.account !== undefined },
        );
        const made = { id: idOfProposal(proposal?.name), key: editKey ?? "" };
        if (made.key !== "") this.#own.keep(made.id, made.key);
        draft.server = made.id;
        draft.isOfAccount = made.key === "";
        this.#create = newRequestId();
        return made;
      } catch (problem) {
        if (!(problem instanceof ApiError) || problem.reason !== "PROPOSAL_EXISTS" || isSecond) throw problem;
        // Its key was in an answer that was lost: that draft will be gone in 30 days, and nobody has seen it.
        this.#create = newRequestId();
      }
    }
  }

  #name(id: string): string {
    return `processes/${this.#process}/proposals/${id}`;
  }
}
