const circle = (x: number, y: number, r: number) => `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 -${2 * r} 0`;

/** Paths of a field of 24 by 24, drawn as lines of 2. */
export const icons = {
  add: ["M12 5v14M5 12h14"],
  done: ["M4.5 12.5l5 5L20 7"],
  remove: ["M6 6l12 12M18 6L6 18"],
  less: ["M5 12h14"],
  help: [circle(12, 12, 9), "M9.3 9.3a2.8 2.8 0 1 1 4 2.6c-.9.5-1.3 1-1.3 2M12 17.2v.1"],
  info: [circle(12, 12, 9), "M12 11v5.5M12 7.5v.1"],
  warning: ["M12 4L2.8 19.5h18.4zM12 10v4.5M12 17v.1"],
  place: ["M12 21s7-6.2 7-11.5A7 7 0 0 0 5 9.5C5 14.8 12 21 12 21z", circle(12, 9.5, 2.4)],
  dark: ["M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z"],
  lock: ["M6.5 11h11a1.5 1.5 0 0 1 1.5 1.5v6a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 5 18.5v-6A1.5 1.5 0 0 1 6.5 11z", "M8 11V8a4 4 0 0 1 8 0v3"],
  clock: [circle(12, 12, 8.5), "M12 7v5l3.5 2"],
  eye: ["M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z", circle(12, 12, 3)],
  list: ["M9 6h11M9 12h11M9 18h11M4.5 6h.1M4.5 12h.1M4.5 18h.1"],
  map: ["M3 6.5l6-2.5 6 2.5 6-2.5v13.5l-6 2.5-6-2.5-6 2.5zM9 4v13.5M15 6.5V20"],
  print: ["M7 9V4h10v5M7 17H4v-8h16v8h-3M7 14h10v6H7z"],
  save: ["M12 4v11M7.5 10.5L12 15l4.5-4.5M4 19.5h16"],
  copy: ["M9 9h11v11H9z", "M15 9V4H4v11h5"],
  paper: ["M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6"],
  swap: ["M7 7h13l-3.5-3.5M17 17H4l3.5 3.5"],
  search: [circle(10.5, 10.5, 6.5), "M15.5 15.5L21 21"],
  next: ["M9 5l7 7-7 7"],
  back: ["M15 5l-7 7 7 7"],
  up: ["M5 15l7-7 7 7"],
  down: ["M5 9l7 7 7-7"],
  heart: ["M12 20s-7.5-4.6-7.5-10.2A4.3 4.3 0 0 1 12 7.2a4.3 4.3 0 0 1 7.5 2.6C19.5 15.4 12 20 12 20z"],
  link: ["M10 14a4 4 0 0 0 5.7 0l3-3a4 4 0 0 0-5.7-5.7l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 5.7 5.7l1-1"],
  phone: ["M8 3h8a1 1 0 0 1 1 1v16a1 1 0 0 1-1 1H8a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1zM11 18h2"],
  person: [circle(12, 8, 4), "M4.5 20.5a7.5 7.5 0 0 1 15 0"],
  folder: ["M3 6h6l2 2.5h10V19H3z"],
  calendar: ["M4 6h16v14H4zM4 10.5h16M8 3.5V8M16 3.5V8"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type IconName = keyof typeof icons;
