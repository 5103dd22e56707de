// The money as a floor of small squares, each of the same amount. Areas are exact: a block is as many squares as it has money, whole or not.
import { greatest, place, sum } from "./scale.ts";

/** A block's place in percent of the floor's width and height. */
export interface Block {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** One arrangement of the blocks. */
export interface Floor {
  readonly columns: number;
  /** The last row may be cut, where the squares fill no rectangle. */
  readonly rows: number;
  /** A block for each amount, in the order in which the amounts were given. */
  readonly blocks: readonly Block[];
}

export interface Tiling {
  /** What a square stands for, in minor units: 1, 2 or 5 and zeros. */
  readonly value: bigint;
  /** How many squares the envelope has; undefined where it is not a whole number of them. */
  readonly squares: bigint | undefined;
  /** For wide screens. */
  readonly wide: Floor;
  /** For narrow ones. */
  readonly tall: Floor;
}

const wideRatio = 2;
const tallRatio = 0.78;
const fewest = 150n;
const most = 1300n;
const best = 800;

/** Undefined where there is no envelope to draw. What was not spent keeps its area, at the end. */
export function tile(amounts: readonly bigint[], envelope: bigint): Tiling | undefined {
  const whole = greatest(envelope, sum(amounts));
  if (whole === 0n) return undefined;
  let chosen: { value: bigint; wide: Grid; tall: Grid; cost: number } | undefined;
  for (const value of roundValues(whole)) {
    const squares = Number((whole * 1000n) / value) / 1000;
    const wide = grid(squares, wideRatio);
    const tall = grid(squares, tallRatio);
    const cost = wide.cost + tall.cost + Math.abs(Math.log(squares / best)) * 0.15 + (whole % value === 0n ? 0 : 1);
    if (chosen === undefined || cost < chosen.cost) chosen = { value, wide, tall, cost };
  }
  if (chosen === undefined) return undefined;
  const areas = amounts.map((amount) => place(amount, whole));
  const rest = place(whole - sum(amounts), whole);
  const floor = ({ columns, rows }: Grid): Floor => ({ columns, rows, blocks: arrange(areas, rest, columns / rows) });
  return { value: chosen.value, squares: envelope % chosen.value === 0n ? envelope / chosen.value : undefined, wide: floor(chosen.wide), tall: floor(chosen.tall) };
}

/** The round amounts of which the whole has neither too few nor too many; the smallest unit where it is a small sum. */
function roundValues(whole: bigint): readonly bigint[] {
  const values: bigint[] = [];
  for (let ten = 1n; ten <= whole; ten *= 10n)
    for (const factor of [1n, 2n, 5n]) {
      const value = ten * factor;
      if (whole >= value * fewest && whole <= value * most) values.push(value);
    }
  return values.length > 0 ? values : [1n];
}

interface Grid {
  readonly columns: number;
  readonly rows: number;
  readonly cost: number;
}

/** Columns that make a rectangle of about the ratio, and fill it. */
function grid(squares: number, ratio: number): Grid {
  const ideal = Math.sqrt(squares * ratio);
  let chosen: Grid | undefined;
  for (let columns = Math.max(1, Math.floor(ideal * 0.8)); columns <= Math.ceil(ideal * 1.25); columns++) {
    const rows = squares / columns;
    const cost = Math.abs(Math.log(columns / rows / ratio)) + (Number.isInteger(rows) ? 0 : 0.4);
    if (chosen === undefined || cost < chosen.cost) chosen = { columns, rows, cost };
  }
  return chosen as Grid;
}

/**
 * A squarified treemap (Bruls, Huizing, van Wijk 2000): rows of blocks along the shorter side, each row as long as its blocks stay near squares.
 * The rest is laid last, so that it is in the corner.
 */
function arrange(areas: readonly number[], rest: number, ratio: number): readonly Block[] {
  const order = areas.map((area, index) => ({ area, index })).filter(({ area }) => area > 0).sort((a, b) => b.area - a.area || a.index - b.index);
  if (rest > 0) order.push({ area: rest, index: areas.length });
  const blocks: Block[] = areas.map(() => ({ x: 0, y: 0, width: 0, height: 0 }));
  // The floor is `ratio` wide and 1 high.
  let [left, top, width, height] = [0, 0, ratio, 1];
  for (let first = 0; first < order.length; ) {
    const side = Math.min(width, height);
    let next = first;
    let area = 0;
    let worst = Number.POSITIVE_INFINITY;
    while (next < order.length) {
      const added = area + (order[next] as { area: number }).area * ratio;
      const thickness = added / side;
      const worstNow = Math.max(...order.slice(first, next + 1).map((one) => stretch((one.area * ratio) / thickness, thickness)));
      if (worstNow > worst) break;
      [area, worst, next] = [added, worstNow, next + 1];
    }
    const isColumn = width >= height;
    const thickness = next === order.length ? Math.max(width, height) : area / side;
    let reached = 0;
    for (const { area: share, index } of order.slice(first, next)) {
      const length = (share * ratio * side) / area;
      if (index < blocks.length) {
        const block = isColumn ? { x: left, y: top + reached, width: thickness, height: length } : { x: left + reached, y: top, width: length, height: thickness };
        blocks[index] = { x: (block.x / ratio) * 100, y: block.y * 100, width: (block.width / ratio) * 100, height: block.height * 100 };
      }
      reached += length;
    }
    if (isColumn) [left, width] = [left + thickness, width - thickness];
    else [top, height] = [top + thickness, height - thickness];
    first = next;
  }
  return blocks;
}

function stretch(length: number, thickness: number): number {
  return length > thickness ? length / thickness : thickness / length;
}

export interface TileItem {
  readonly id: string;
  /** As in the list beside the picture. */
  readonly number: number;
  /** A short name, where there is one. */
  readonly name: string;
  readonly amount: bigint;
}

/** How wide the floor is on a wide screen, in rem, and how much room letters and lines take there. */
const floorWidth = 42;
const letter = 0.56;
const line = 1.15;

/** Whether a name fits in its block on a wide screen: a name is shown whole or not at all. */
export function hasRoomFor(name: string, amount: string, block: Block, floor: Floor): boolean {
  const width = (block.width / 100) * floorWidth - 1.4;
  const height = (block.height / 100) * floorWidth * (floor.rows / floor.columns) - 2.3;
  const perLine = Math.floor(width / letter);
  if ([...name.split(/\s+/u), amount].some((word) => word.length > perLine)) return false;
  // A line ends at a word's end, so that some of it stays empty.
  const lines = Math.ceil((name.length * 1.2) / perLine) + 1;
  return lines * line <= height;
}
