/** Draws a whole number from 0 to `most`, each as likely as any other. */
export type Draw = (most: number) => number;

/** By the browser's own random numbers. */
export const drawFairly: Draw = (most) => {
  const range = most + 1;
  const limit = Math.floor(2 ** 32 / range) * range;
  for (const word = new Uint32Array(1); ;) {
    crypto.getRandomValues(word);
    const drawn = word[0] as number;
    if (drawn < limit) return drawn % range;
  }
};

/** The same things in an order drawn by lot: no project gains by its place on the ballot. */
export function drawnOrder<T>(things: readonly T[], draw: Draw = drawFairly): readonly T[] {
  const order = [...things];
  for (let last = order.length - 1; last > 0; last--) {
    const other = draw(last);
    [order[last], order[other]] = [order[other] as T, order[last] as T];
  }
  return order;
}
