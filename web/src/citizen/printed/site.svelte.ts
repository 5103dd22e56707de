/**
 * The address at which people find this server, for what is printed: that at which the page was opened, until somebody types another. It is never taken from
 * the page's own address, or a link could have a town print a stranger's.
 */
class Site {
  /** Without a slash at its end, such as `https://vote.example.org`. */
  origin = $state(location.origin);

  /** Whether only this device finds it. */
  get isOfThisDevice(): boolean {
    return isOfOneDevice(new URL(this.origin).hostname);
  }
}

export const site = new Site();

export function isOfOneDevice(host: string): boolean {
  return host === "localhost" || host.endsWith(".localhost") || host === "[::1]" || /^127\./.test(host);
}

/** What was typed, as an origin; undefined where it is no address. */
export function originOf(typed: string): string | undefined {
  try {
    const url = new URL(typed.includes("://") ? typed.trim() : `https://${typed.trim()}`);
    return ["https:", "http:"].includes(url.protocol) && url.username === "" && url.password === "" ? url.origin : undefined;
  } catch {
    return undefined;
  }
}
