/** A door: an html file, the paths below which the server gives it, and what its pages may do beyond the strictest policy. */
export interface Door {
  readonly file: string;
  readonly path: string;
  /** Beyond `baseline`, by directive. */
  readonly policy?: Readonly<Record<string, string>>;
}

/** What every page may: its own scripts, styles, pictures and calls, and nothing of anybody else's. */
const baseline: Readonly<Record<string, string>> = {
  "default-src": "'none'",
  "script-src": "'self'",
  "style-src": "'self'",
  "img-src": "'self' data: blob:",
  "connect-src": "'self'",
  "worker-src": "'self'",
  "manifest-src": "'self'",
  "base-uri": "'none'",
  "form-action": "'none'",
  "frame-ancestors": "'none'",
  "require-trusted-types-for": "'script'",
  "trusted-types": "svelte-trusted-html",
};

export const doors: readonly Door[] = [
  // MapLibre draws with a worker of our own origin, whose address it hands over as text: the default policy of Trusted Types lets that one address through
  // (src/citizen/projects/map/engine.ts).
  { file: "index.html", path: "/", policy: { "trusted-types": "svelte-trusted-html default" } },
  // The voter's library computes in a worker, whose address is the only one that a policy of this name lets through.
  { file: "vote.html", path: "/vote/", policy: { "trusted-types": "svelte-trusted-html urna-worker" } },
  { file: "check.html", path: "/check/" },
  { file: "staff.html", path: "/staff/" },
  // Workers verify, and an observer may verify what any other server has published; nothing secret is on these pages.
  { file: "observe.html", path: "/observe/", policy: { "connect-src": "'self' https:", "trusted-types": "svelte-trusted-html urna-worker" } },
  { file: "embed.html", path: "/embed/", policy: { "frame-ancestors": "*" } },
  { file: "styleguide.html", path: "/styleguide/" },
];

/** The policy of a door as one header. `scripts` are the hashes of what is inline, such as 'sha256-…'. */
export function policyOf(door: Door, scripts: readonly string[]): string {
  const all = { ...baseline, ...door.policy };
  return Object.entries(all).map(([name, value]) => `${name} ${name === "script-src" ? [value, ...scripts].join(" ") : value}`).join("; ");
}
