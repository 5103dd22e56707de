/** How long what was long before may take to be long again, in milliseconds. */
const patience = 5_000;

/**
 * Where each page of the history was scrolled to. A browser that goes back puts the page there at once, when what was read for it is not there yet; this waits
 * until the page is as long as it was, so that whoever comes back to a list finds their place in it.
 */
export class ScrollMemory {
  #waiting = 0;

  constructor() {
    history.scrollRestoration = "manual";
    let timer: ReturnType<typeof setTimeout> | undefined;
    addEventListener("scroll", () => {
      clearTimeout(timer);
      // Browsers allow few changes of the history.
      timer = setTimeout(() => this.keep(), 500);
    }, { passive: true });
    for (const byHand of ["wheel", "touchstart", "keydown", "pointerdown"]) addEventListener(byHand, () => cancelAnimationFrame(this.#waiting), { passive: true });
    this.restore();
  }

  keep(): void {
    history.replaceState({ y: Math.round(scrollY) }, "");
  }

  restore(): void {
    cancelAnimationFrame(this.#waiting);
    const state: unknown = history.state;
    const wanted = typeof state === "object" && state !== null && "y" in state && typeof state.y === "number" ? state.y : undefined;
    if (wanted === undefined) {
      // Where an address names a part of the page, that is where it begins.
      if (location.hash === "") scrollTo(0, 0);
      return;
    }
    const end = performance.now() + patience;
    const step = () => {
      const isLongEnough = document.documentElement.scrollHeight - innerHeight >= wanted;
      if (isLongEnough || performance.now() > end) scrollTo(0, wanted);
      else this.#waiting = requestAnimationFrame(step);
    };
    step();
  }
}
