import { decodeShape } from "./canonical_shape.js";
import { configShape } from "./config_shape.js";
import { demand, toHex, utf8 } from "./bytes.js";
import { RevotePolicy, type Config } from "./gen/urna/v1/config_pb.js";
import { isGoodSigningKey } from "./ed25519_strict.js";
import { checkContests } from "./contest_config.js";
import { checkJournalHead, checkProjectTexts, isDigestOrAbsent } from "./journal_config.js";
import { mostConfigBytes } from "./manifest.js";
import { checkTexts, isPlainText, isResourceId } from "./plain_text.js";
import { logKeyType, parseVkey, witnessKeyType, type Vkey } from "./notes.js";
import { mostSlots } from "./roll_parts.js";

/** A configuration that keeps all rules of section 3, with the keys that it names. */
export interface SealedConfig {
  readonly config: Config;
  readonly bytes: Uint8Array;
  readonly logKey: Vkey;
  readonly witnesses: readonly Vkey[];
  readonly journalKey: Vkey | undefined;
}

const mostTime = 253402300799n;

/** Reads and checks a configuration (3); throws a ProtocolError that names what is wrong. */
export function parseConfig(bytes: Uint8Array): SealedConfig {
  demand(bytes.length <= mostConfigBytes, "the configuration has more than 64 MiB");
  const config = decodeShape<Config>(configShape, bytes, "the configuration");
  demand(config.protocol === "urna/v2", `the configuration is of the protocol ${JSON.stringify(config.protocol.slice(0, 40))}; this program knows urna/v2`);
  demand(config.onlineClosingTime === 0n && config.stations.length === 0, "the configuration has fields that are reserved");
  demand(isDigestOrAbsent(config.pagesSha256), "the digest of the pages has not 32 bytes");
  demand(config.electionId.length === 16, "the election id has not 16 bytes");
  demand(config.process.startsWith("processes/") && isResourceId(config.process.slice("processes/".length)), "the name of the process is none");
  checkLanguages(config);
  checkTexts(config.title, config, "the title of the process");
  demand(/^[A-Z]{3}$/.test(config.currency), "the currency is not three letters A-Z");
  demand(config.currencyDigits <= 6, "the currency has more than 6 digits");
  const keys = checkRoles(config);
  checkThresholds(config);
  checkAreas(config);
  checkContests(config);
  checkCategories(config);
  checkElectorates(config);
  checkChoiceGroups(config);
  demand(config.revote === RevotePolicy.LAST || config.revote === RevotePolicy.FIRST, "the policy of voting again is not set");
  demand(config.ballotsPerKey >= 1 && config.ballotsPerKey <= 1000, "a key may not cast 1 to 1,000 ballots in a contest");
  demand(config.openingTime < config.closingTime && config.closingTime <= mostTime, "the times of opening and closing are not in order");
  checkProjectTexts(config);
  return { config, bytes, ...keys };
}

function checkLanguages(config: Config): void {
  demand(config.languages.length >= 1 && config.languages.length <= 24, "there are not 1 to 24 languages");
  demand(new Set(config.languages).size === config.languages.length, "a language stands twice");
  for (const language of config.languages) {
    const length = utf8(language).length;
    demand(length >= 2 && length <= 35, "a language has not 2 to 35 bytes");
  }
}

function checkRoles(config: Config): Pick<SealedConfig, "logKey" | "witnesses" | "journalKey"> {
  demand(config.log !== undefined, "there is no log");
  demand(config.registrarKeys.length >= 1 && config.registrarKeys.length <= 16, "there are not 1 to 16 registrars");
  demand(config.authorityKeys.length >= 1 && config.authorityKeys.length <= 16, "there are not 1 to 16 authorities");
  demand(config.trustees.length >= 1 && config.trustees.length <= 9, "there are not 1 to 9 trustees");
  demand(config.witnessVkeys.length <= 16, "there are more than 16 witnesses");
  const logKey = parseVkey(config.log.vkey, logKeyType, "the log's vkey");
  demand(logKey.name === config.log.origin, "the name of the log's vkey is not the log's origin");
  const witnesses = config.witnessVkeys.map((vkey) => parseVkey(vkey, witnessKeyType, "a witness's vkey"));
  const names = new Set([logKey.name, ...witnesses.map((witness) => witness.name)]);
  demand(names.size === witnesses.length + 1, "two witnesses, or a witness and the log, have one name");
  const journalKey = checkJournalHead(config);
  for (const trustee of config.trustees) {
    demand(trustee.boxKey.length === 32, "a trustee's box key has not 32 bytes");
    demand(isPlainText(trustee.displayName, 0, 200), "a trustee's name is not at most 200 bytes of plain text");
  }
  demand(new Set(config.trustees.map((trustee) => toHex(trustee.boxKey))).size === config.trustees.length, "two trustees have one box key");
  const signing = [...config.registrarKeys, ...config.authorityKeys, ...config.trustees.map((trustee) => trustee.signingKey)];
  for (const key of signing) demand(isGoodSigningKey(key), "a signing key is no good Ed25519 key");
  const all = [...signing, logKey.key, ...witnesses.map((witness) => witness.key), ...(journalKey === undefined ? [] : [journalKey.key])];
  demand(new Set(all.map(toHex)).size === all.length, "a signing key stands twice");
  return { logKey, witnesses, journalKey };
}

function checkThresholds(config: Config): void {
  const registrars = config.registrarKeys.length;
  const authorities = config.authorityKeys.length;
  const n = config.trustees.length;
  const t = config.trusteeThreshold;
  const q = config.closingQuorum;
  demand(config.registrarThreshold >= 1 && config.registrarThreshold <= registrars, "the registrars' threshold is not 1 to their number");
  demand(2 * config.authorityThreshold > authorities && config.authorityThreshold <= authorities, "the authorities' threshold is not more than half of them, or more than all");
  demand(t >= 1 && t <= n, "the trustees' threshold is not 1 to their number");
  demand(q >= Math.max(t, Math.floor(n / 2) + 1) && q <= n, "the closing quorum is out of its range");
  demand(config.witnessQuorum <= config.witnessVkeys.length, "the witnesses' quorum is more than their number");
  demand(config.attempt >= 1, "the attempt is not 1 or more");
  demand(config.width >= 1 && config.width <= 16, "the width is not 1 to 16");
}

function checkAreas(config: Config): void {
  for (const area of config.areas) {
    demand(isResourceId(area.id), "an area's id is none");
    checkTexts(area.title, config, "the title of an area");
  }
  demand(new Set(config.areas.map((area) => area.id)).size === config.areas.length, "two areas have one id");
}

function checkCategories(config: Config): void {
  demand(config.categories.length <= 100, "there are more than 100 categories with titles");
  for (const { id, title } of config.categories) {
    demand(isResourceId(id), "a category's id is none");
    checkTexts(title, config, "the title of a category");
  }
  demand(new Set(config.categories.map(({ id }) => id)).size === config.categories.length, "two categories have one id");
}

function checkElectorates(config: Config): void {
  demand(config.electorates.length >= 1, "there is no electorate");
  demand(new Set(config.electorates.map((electorate) => electorate.id)).size === config.electorates.length, "two electorates have one id");
  const entitled = new Set<number>();
  let slots = 0n;
  for (const electorate of config.electorates) {
    demand(isResourceId(electorate.id), "an electorate's id is none");
    checkTexts(electorate.title, config, "the title of an electorate");
    demand(electorate.contests.length >= 1, "an electorate has no contest");
    demand(new Set(electorate.contests).size === electorate.contests.length, "an electorate has a contest twice");
    for (const contest of electorate.contests) {
      demand(contest < config.contests.length, "an electorate has a contest that there is not");
      entitled.add(contest);
    }
    const m = electorate.codeRegistrars;
    demand(m >= 1 && m <= 3 && m <= config.registrarThreshold, "an electorate has not 1 to 3 code registrars, or more than the registrars' threshold");
    demand(electorate.partSha256.length === m && electorate.partSha256.every((digest) => digest.length === 32), "an electorate has not a digest of 32 bytes for each part");
    demand(electorate.rollSha256.length === 32, "the digest of a roll has not 32 bytes");
    slots += electorate.slots;
  }
  demand(slots <= BigInt(mostSlots), "there are more than 2^24 slots");
  demand(entitled.size === config.contests.length, "a contest is no electorate's");
}

function checkChoiceGroups(config: Config): void {
  for (const group of config.choiceGroups) {
    demand(group.contests.length >= 2 && new Set(group.contests).size === group.contests.length, "a choice group has not two or more different contests");
    demand(group.contests.every((contest) => contest < config.contests.length), "a choice group has a contest that there is not");
    demand(group.max >= 1 && group.max < group.contests.length, "a choice group's max is not 1 to the number of its contests less one");
  }
}
