/** A part of a picture, in its own pixels, as it stands upright. */
export interface Crop {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export const corners = ["topLeft", "topRight", "bottomLeft", "bottomRight"] as const;
export type Corner = (typeof corners)[number];

/** Less than that is no picture, unless the picture itself is less. */
const smallest = 48;

export function wholeOf({ width, height }: Size): Crop {
  return { left: 0, top: 0, width, height };
}

export function isWhole(crop: Crop, size: Size): boolean {
  return crop.left === 0 && crop.top === 0 && crop.width === size.width && crop.height === size.height;
}

const within = (value: number, least: number, most: number) => Math.round(Math.min(Math.max(value, least), Math.max(least, most)));

/** The same part, somewhere else: it stays within the picture. */
export function moved(crop: Crop, dx: number, dy: number, size: Size): Crop {
  return { ...crop, left: within(crop.left + dx, 0, size.width - crop.width), top: within(crop.top + dy, 0, size.height - crop.height) };
}

/** One corner moves, the one across from it stays. */
export function sized(crop: Crop, corner: Corner, dx: number, dy: number, size: Size): Crop {
  const [least, low] = [Math.min(smallest, size.width), Math.min(smallest, size.height)];
  const [right, bottom] = [crop.left + crop.width, crop.top + crop.height];
  const isLeft = corner === "topLeft" || corner === "bottomLeft";
  const isTop = corner === "topLeft" || corner === "topRight";
  const left = isLeft ? within(crop.left + dx, 0, right - least) : crop.left;
  const top = isTop ? within(crop.top + dy, 0, bottom - low) : crop.top;
  const width = isLeft ? right - left : within(crop.width + dx, least, size.width - crop.left);
  const height = isTop ? bottom - top : within(crop.height + dy, low, size.height - crop.top);
  return { left, top, width, height };
}

/** What was typed into one of the four fields, as far as the picture goes. */
export function typed(crop: Crop, field: keyof Crop, value: number, size: Size): Crop {
  if (!Number.isFinite(value)) return crop;
  switch (field) {
    case "left":
      return moved(crop, value - crop.left, 0, size);
    case "top":
      return moved(crop, 0, value - crop.top, size);
    case "width":
      return sized(crop, "bottomRight", value - crop.width, 0, size);
    case "height":
      return sized(crop, "bottomRight", 0, value - crop.height, size);
  }
}
