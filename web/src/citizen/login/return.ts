/** Of a path that the server leads back to. */
const longest = 500;

/** A path of these pages, so that nobody is led elsewhere by what an address says; `/` where it is none. */
export function localPath(text: string | null): string {
  if (text === null || text.length > longest || !/^\/(?![/\\])[\x21-\x7e]*$/.test(text) || /["<>\\]/.test(text)) return "/";
  return text;
}

/** The page on which one logs in, and which leads to `next` afterwards. */
export function loginAddress(next: string): string {
  return next === "/" ? "/login" : `/login?next=${encodeURIComponent(next)}`;
}

/** Where a provider, or the link of a mail, leads back to: there it is seen whether somebody is logged in. */
export function returnPath(next: string): string {
  const whole = `/login?done=1${next === "/" ? "" : `&next=${encodeURIComponent(next)}`}`;
  return whole.length > longest ? "/login?done=1" : whole;
}

/** Where the server begins a log-in. */
export function beginAddress(provider: string, next: string): string {
  return `/auth/login?provider=${encodeURIComponent(provider)}&return=${encodeURIComponent(returnPath(next))}`;
}
