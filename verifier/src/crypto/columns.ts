import { decodePoint, decodeScalar, type Point, type Scalar } from "@urna/protocol/group";

/** Points or scalars of 32 bytes, one after the other. */
export type Column = Uint8Array;

export function item(column: Column, i: number): Uint8Array {
  return column.subarray(32 * i, 32 * i + 32);
}

/** A copy of the rows `from` to `to`, without `to`: who sends a view to a worker sends all that it is a view of. */
export function rows(column: Column, from: number, to: number): Column {
  return column.slice(32 * from, 32 * to);
}

/** All points of a column, or undefined where one is invalid. */
export function decodeColumn(column: Column): Point[] | undefined {
  const points: Point[] = [];
  for (let at = 0; at < column.length; at += 32) {
    const point = decodePoint(column.subarray(at, at + 32));
    if (point === undefined) return undefined;
    points.push(point);
  }
  return points;
}

/** All scalars of a column, or undefined where one is not reduced. */
export function decodeScalars(column: Column): Scalar[] | undefined {
  const scalars: Scalar[] = [];
  for (let at = 0; at < column.length; at += 32) {
    const scalar = decodeScalar(column.subarray(at, at + 32));
    if (scalar === undefined) return undefined;
    scalars.push(scalar);
  }
  return scalars;
}
