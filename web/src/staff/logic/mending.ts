/** Where what the freezing misses is mended: a page of the process, by the field that the server named and what it said. */
export function mendingPage(processId: string, contestIds: readonly string[], field: string, description: string): string {
  const at = `/staff/${processId}`;
  const proposal = /proposals\/(p\d+)/.exec(description)?.[1];
  if (proposal !== undefined) return `${at}/proposals/${proposal}`;
  const path = field.replace(/^config\./, "");
  const contest = /^contests\[(\d+)\](.*)/.exec(path);
  if (contest !== null) {
    const id = contestIds[Number(contest[1])];
    // That nobody may vote in it is told of the contest as a whole, and mended where electorates are.
    return contest[2] === "" ? `${at}/electorates` : id === undefined ? `${at}/contests` : `${at}/contests/${id}`;
  }
  if (path.startsWith("contests")) return `${at}/contests`;
  if (/^electorates(\[\d+\]\.(roll|part))?/.test(path) && /roll|part/.test(path + description)) return `${at}/rolls`;
  if (path.startsWith("electorates")) return `${at}/electorates`;
  if (/^(opening|closing)_time/.test(path) || path === "calendar") return `${at}/calendar`;
  if (path === "mandate" || path.startsWith("mandate.")) return `${at}/mandate`;
  if (path === "form") return `${at}/form`;
  if (path.startsWith("areas")) return `${at}/areas`;
  if (path === "journal") return `${at}/proposals`;
  if (/^(registrar|authority|trustee|closing_quorum)/.test(path)) return `${at}/parties`;
  return `${at}/settings`;
}
