/** A generator of whole numbers below a bound, the same for the same seed. */
export function randomSource(seed) {
  let state = seed >>> 0;
  return (bound) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}

/** A small election in Pabulib's format, with costs that make ties, and a rule with parameters that it may have. */
export function randomCase(random) {
  const pick = (list) => list[random(list.length)];
  const kind = pick(["approval", "approval", "cumulative", "scoring", "ordinal", "choose-1"]);
  const count = 2 + random(6);
  const voters = random(14);
  const ids = Array.from({ length: count }, (_, i) => `${pick(["p", "q"])}${i}`);
  const rows = ids.map((id) => ({ id, cost: random(8) === 0 ? 0 : 50 * (1 + random(8)), category: pick(["red", "blue", "red,blue", ""]), area: pick(["north", "south"]) }));
  const hasPoints = kind === "cumulative" || kind === "scoring";
  let text = `META\nkey;value\nnum_projects;${count}\nnum_votes;${voters}\nbudget;${10 * (1 + random(60))}\nvote_type;${kind}\ncurrency;${pick(["EUR", "JPY"])}\n`;
  text += `PROJECTS\nproject_id;cost;category;district\n${rows.map((row) => `${row.id};${row.cost};${row.category};${row.area}\n`).join("")}`;
  text += `VOTES\nvoter_id;vote${hasPoints ? ";points" : ""}\n`;
  for (let v = 1; v <= voters; v++) {
    const named = ids.filter(() => random(2) === 0).slice(0, kind === "choose-1" ? 1 : 4);
    for (let i = named.length - 1; i > 0; i--) {
      const j = random(i + 1);
      [named[i], named[j]] = [named[j], named[i]];
    }
    text += `${v};${named.join(",")}${hasPoints ? `;${named.map(() => random(4)).join(",")}` : ""}\n`;
  }
  const parameters = new Map();
  const maybe = (name, ...values) => { if (random(3) === 0) parameters.set(name, pick(values)); };
  const rule = pick(["approval", "greedy", "equal-shares", "phragmen", "maximin-support", "max-welfare", "bounded-overspending"]);
  if (rule === "approval" || rule === "greedy") {
    maybe("on_unaffordable", "skip", "stop");
    maybe("score", "votes", "points");
    maybe("unsupported", "skip", "fund");
    maybe("borda", "len", "len-1");
  } else if (rule === "equal-shares") {
    maybe("utility", "cost", "cardinality", "points");
    maybe("then", "greedy");
    maybe("comparison", "approval");
    maybe("unsupported", "fund");
  } else if (rule === "phragmen") maybe("on_unaffordable", "skip", "stop");
  else if (rule !== "maximin-support") maybe("utility", "cost", "cardinality", "points");
  if (random(2) === 0) {
    maybe("min_votes", "1", "2");
    maybe("min_points_percent", "10");
    maybe("fixed", ids[0]);
    maybe("fixed_per_area", "first");
  }
  const order = pick(["lexicographic", "cost-votes", "votes-id", "order", "lot"]);
  const tieBreak = order === "lot" ? { order, seed: new Uint8Array(32).fill(random(256)) } : { order };
  return { text, rule, parameters, tieBreak };
}
