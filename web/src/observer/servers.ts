/** Where a vote is published: a server, and the process there. */
export interface Published {
  /** Without a slash at its end; empty is the server of this page. */
  readonly server: string;
  /** The last part of the process's name. */
  readonly process: string;
}

/** The server that an address of these pages names with `server=`; empty where it names none, or none that can be asked. */
export function serverOf(query: URLSearchParams): string {
  const asked = query.get("server") ?? "";
  try {
    const { protocol, origin } = new URL(asked);
    return protocol === "https:" || protocol === "http:" ? origin : "";
  } catch {
    return "";
  }
}

/**
 * A vote from what somebody typed: the id of a process of this server, or an address: of its bundle, its log, or of any page about it. Undefined
 * where it is neither.
 */
export function readPublished(text: string, own: string): Published | undefined {
  const typed = text.trim();
  if (/^[a-z][a-z0-9-]{0,62}$/.test(typed)) return { server: "", process: typed };
  let url: URL;
  try {
    url = new URL(typed.includes("://") ? typed : `https://${typed}`);
  } catch {
    return undefined;
  }
  const [, process] = /^\/(?:bundle|log|journal|p|vote|observe|check)\/([a-z][a-z0-9-]{0,62})(?:\/|$)/.exec(url.pathname) ?? [];
  if (process === undefined || !["https:", "http:"].includes(url.protocol)) return undefined;
  return { server: url.origin === own ? "" : url.origin, process };
}

/** The page that verifies it, or follows it. */
export function pageOf({ server, process }: Published, page: "" | "/log" | "/journal" = ""): string {
  return `/observe/${encodeURIComponent(process)}${page}${server === "" ? "" : `?server=${encodeURIComponent(server)}`}`;
}
