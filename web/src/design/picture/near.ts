import { flushSync } from "svelte";

/** So many are drawn at once; on a page with more, the others are when they come near the screen. */
const few = 48;
let drawn = 0;

const waiting = new Map<Element, () => void>();
let observer: IntersectionObserver | undefined;

function show(element: Element): void {
  const draw = waiting.get(element);
  waiting.delete(element);
  observer?.unobserve(element);
  draw?.();
}

/** Calls `draw` once, now or when the element is near the screen, or about to be printed. Returns what ends it. */
export function whenNear(element: Element, draw: () => void): () => void {
  if (drawn < few || typeof IntersectionObserver === "undefined") {
    drawn += 1;
    draw();
    return () => {
      drawn -= 1;
    };
  }
  if (observer === undefined) {
    observer = new IntersectionObserver((entries) => entries.filter((entry) => entry.isIntersecting).forEach((entry) => show(entry.target)), { rootMargin: "900px" });
    addEventListener("beforeprint", () => flushSync(() => [...waiting.keys()].forEach(show)));
  }
  waiting.set(element, draw);
  observer.observe(element);
  return () => {
    waiting.delete(element);
    observer?.unobserve(element);
  };
}
