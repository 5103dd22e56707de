/** When the server last said what time it is, by its clock and by one of the device's that nobody sets. */
let heard: { readonly server: number; readonly here: number } | undefined;

/** Hears the header `date` of an answer. */
export function hearTime(date: string | null): void {
  const server = Date.parse(date ?? "");
  if (!Number.isNaN(server)) heard = { server, here: performance.now() };
}

/** What time it is by the server's last answer: a device's own clock may be years off. Before any answer it is the device's. */
export function serverNow(): Date {
  return heard === undefined ? new Date() : new Date(heard.server + performance.now() - heard.here);
}
