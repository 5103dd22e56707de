/** Where in the booth somebody is. */
export type Place =
  | { readonly at: "codes" | "overview" | "leave" | "goodbye" }
  | { readonly at: "choose" | "review" | "challenge" | "receipt"; readonly contest: string };

/**
 * The steps of a visit, which the browser's own Back walks as well. The address stays what it is, and nothing of a step but its name and its
 * contest is in the history.
 */
export class Places {
  #here = $state.raw<Place>({ at: "codes" });

  constructor(private readonly allowed: (place: Place) => Place) {
    history.replaceState({ booth: this.#here }, "");
    addEventListener("popstate", ({ state }) => {
      const place = (state as { readonly booth?: Place } | null)?.booth;
      // A jump within the page has no state, and leads nowhere else.
      if (place !== undefined) this.#here = this.allowed(place);
    });
  }

  get here(): Place {
    return this.#here;
  }

  /** `isInstead`: Back does not come back to where somebody was. */
  go(place: Place, isInstead = false): void {
    if (isInstead) history.replaceState({ booth: place }, "");
    else history.pushState({ booth: place }, "");
    this.#here = place;
  }

  back(): void {
    history.back();
  }
}
