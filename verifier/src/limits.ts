import type { Config } from "@urna/protocol/gen/urna/v1/config_pb";

function plural(count: number, one: string, more: string): string {
  return count === 1 ? one : more;
}

/** What the election does not protect against, in words (3). */
export function statedLimits(config: Config): string[] {
  const n = config.trustees.length;
  const t = config.trusteeThreshold;
  const q = config.closingQuorum;
  const authorities = config.authorityKeys.length;
  const alone = 2 * config.authorityThreshold - authorities;
  const said = [
    `${Math.min(t, 2 * q - n)} of ${n} trustees, together with the server and ${alone} of ${authorities} ${plural(authorities, "authority", "authorities")}, can read chosen ballots`,
    `${t} of ${n} trustees together can read every ballot at any time`,
    `${n - q + 1} of ${n} trustees can prevent the closing`,
  ];
  for (const { id, codeRegistrars: m } of config.electorates) {
    said.push(m === 1
      ? `the one code registrar of electorate ${id} can vote for its voters alone`
      : `the ${m} code registrars of electorate ${id} can vote for its voters only all together`);
  }
  if (config.witnessQuorum === 0) said.push("no witness is needed: that there is one log only, receipts and kept checkpoints show");
  return said;
}
