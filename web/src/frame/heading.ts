import { tick } from "svelte";

/**
 * Gives the focus to the page's heading, so that whoever does not see hears where they are. A heading that waits for what is read gets it when it is there,
 * unless somebody has gone elsewhere meanwhile.
 */
export class HeadingFocus {
  #watching: MutationObserver | undefined;

  /** Once what was there before is gone, which is a moment later. */
  soon(): void {
    this.stop();
    void tick().then(() => requestAnimationFrame(() => this.#move()));
  }

  /** The same, where what had the focus went with what was there before. */
  soonIfLost(): void {
    this.stop();
    void tick().then(() => requestAnimationFrame(() => {
      if (document.activeElement === null || document.activeElement === document.body) this.#move();
    }));
  }

  #move(): void {
    this.stop();
    if (this.#focus()) return;
    const at = document.activeElement;
    const page = document.querySelector("main");
    if (page === null) return;
    this.#watching = new MutationObserver(() => {
      const now = document.activeElement;
      if ((now !== at && now !== document.body && now !== null) || this.#focus()) this.stop();
    });
    this.#watching.observe(page, { childList: true, subtree: true });
  }

  stop(): void {
    this.#watching?.disconnect();
    this.#watching = undefined;
  }

  #focus(): boolean {
    const heading = document.querySelector<HTMLElement>("main h1[tabindex]");
    heading?.focus({ preventScroll: true });
    return heading !== null;
  }
}
