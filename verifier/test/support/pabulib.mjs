import { readFileSync } from "node:fs";
import { typesOf } from "../../dist/tally/election.js";

/** The minor digits of currencies that have not two. */
const zeroDigits = new Set("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split(" "));

function fields(line) {
  const found = [];
  let at = 0;
  while (at <= line.length) {
    if (line[at] === '"') {
      let text = "";
      for (at++; at < line.length; at++) {
        if (line[at] !== '"') text += line[at];
        else if (line[at + 1] === '"') text += line[at++];
        else break;
      }
      found.push(text);
      at = line.indexOf(";", at) < 0 ? line.length + 1 : line.indexOf(";", at) + 1;
    } else {
      const end = line.indexOf(";", at) < 0 ? line.length : line.indexOf(";", at);
      found.push(line.slice(at, end).trim());
      at = end + 1;
    }
  }
  return found;
}

function decimalsOf(text) {
  const at = text.search(/[.,]/);
  return at < 0 ? 0 : text.length - at - 1;
}

function minor(text, digits) {
  const [whole, decimals = ""] = text.split(/[.,]/);
  return BigInt(whole + decimals.padEnd(digits, "0").slice(0, digits));
}

/** Reads a well-formed Pabulib file for a count; enough for tests, not for what people hand in. */
export function readPabulib(path) {
  const lines = readFileSync(path, "utf8").replace(/^\ufeff/, "").split(/\r?\n/);
  const meta = new Map();
  const projects = [];
  const rows = [];
  let section = "";
  let header;
  for (const line of lines) {
    if (line.trim() === "") continue;
    const bare = line.trim().replace(/;+$/, "");
    if (["META", "PROJECTS", "VOTES"].includes(bare)) {
      section = bare;
      header = undefined;
    } else if (header === undefined) header = fields(line);
    else if (section === "META") {
      const [key, ...rest] = fields(line);
      meta.set(key, rest.join(";"));
    } else {
      const values = fields(line);
      const row = Object.fromEntries(header.map((name, i) => [name, values[i] ?? ""]));
      (section === "PROJECTS" ? projects : rows).push(row);
    }
  }
  const needed = Math.max(0, ...[meta.get("budget"), ...projects.map((row) => row.cost)].map(decimalsOf));
  const usual = zeroDigits.has(meta.get("currency")) ? 0 : 2;
  const digits = Math.max(needed, meta.has("currency_digits") ? Number(meta.get("currency_digits")) : usual);
  const kind = meta.get("vote_type");
  const list = projects.map((row) => ({
    id: row.project_id, cost: minor(row.cost, digits),
    categories: (row.category ?? "").split(",").map((one) => one.trim()).filter((one) => one !== ""),
    area: row.district ?? row.neighborhood ?? "",
  }));
  const places = new Map(list.map((project, i) => [project.id, i]));
  const hasPoints = kind === "cumulative" || kind === "scoring";
  const votes = rows.map((row) => {
    const ids = row.vote === "" ? [] : row.vote.split(",").map((id) => id.trim());
    const points = hasPoints || row.points ? row.points.split(",").map((one) => Number(one)) : [];
    const marks = ids.map((id, i) => ({ project: places.get(id), points: hasPoints ? points[i] : kind === "ordinal" ? (points[i] ?? i + 1) : 1 }));
    const named = marks.filter((mark) => mark.project !== undefined);
    return kind === "ordinal" ? named : named.sort((a, b) => a.project - b.project);
  });
  return {
    election: { kind, projects: list, types: typesOf(votes), voters: votes.length, budget: minor(meta.get("budget"), digits), digits },
    meta,
  };
}
