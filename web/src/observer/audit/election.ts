import { parseEntryBundle, tilesOf } from "@urna/protocol/tiles";
import { toHex } from "@urna/protocol/bytes";
import { parseCheckpoint } from "@urna/protocol/notes";
import { parseAct, type BundleSource, type Folder, type Manifest } from "@urna/verifier";

export interface SealedProject {
  readonly id: string;
  readonly title: readonly Texts[];
  /** Minor units. */
  readonly cost: bigint;
}

export interface SealedContest {
  readonly id: string;
  readonly title: readonly Texts[];
  readonly projects: readonly SealedProject[];
}

export interface Texts {
  readonly language: string;
  readonly text: string;
}

/** What was sealed, as far as a page tells of it. All of it is signed by every party of the election. */
export interface Election {
  /** The last part of the process's name. */
  readonly process: string;
  readonly title: readonly Texts[];
  readonly currency: { readonly code: string; readonly digits: number };
  /** In which people read times; undefined where the journal has no calendar. */
  readonly zone: string | undefined;
  readonly manifestHash: string;
  readonly logVkey: string;
  /** Names of trustees 1, 2, .. */
  readonly trustees: readonly string[];
  readonly threshold: number;
  readonly closingQuorum: number;
  readonly authorities: number;
  readonly authorityThreshold: number;
  readonly witnessQuorum: number;
  /** Persons on the rolls. */
  readonly entitled: number;
  readonly electorates: readonly { readonly title: readonly Texts[]; readonly codeRegistrars: number }[];
  readonly contests: readonly SealedContest[];
  /** Unix seconds, as planned. */
  readonly openingTime: number;
  readonly closingTime: number;
}

const texts = (list: readonly Texts[]): Texts[] => list.map(({ language, text }) => ({ language, text }));

export function electionOf({ sealed, hash }: Manifest, zone: string | undefined): Election {
  const { config, logKey } = sealed;
  return {
    process: config.process.slice("processes/".length), title: texts(config.title), zone,
    currency: { code: config.currency, digits: config.currencyDigits },
    manifestHash: toHex(hash), logVkey: logKey.text,
    trustees: config.trustees.map(({ displayName }) => displayName), threshold: config.trusteeThreshold, closingQuorum: config.closingQuorum,
    authorities: config.authorityKeys.length, authorityThreshold: config.authorityThreshold, witnessQuorum: config.witnessQuorum,
    entitled: config.electorates.reduce((sum, { slots }) => sum + Number(slots), 0),
    electorates: config.electorates.map(({ title, codeRegistrars }) => ({ title: texts(title), codeRegistrars })),
    contests: config.contests.map(({ id, title, projects }) => ({
      id, title: texts(title), projects: projects.map((project) => ({ id: project.id, title: texts(project.title), cost: project.cost })),
    })),
    openingTime: Number(config.openingTime), closingTime: Number(config.closingTime),
  };
}

const mostEntryBytes = 256 * (65535 + 2);

/**
 * The time zone of the calendar that the journal set last. Only for showing times: whether the journal holds is for the audit, and a journal that
 * cannot be read has no zone.
 */
export async function zoneOf(folder: Folder): Promise<string | undefined> {
  let zone: string | undefined;
  try {
    const { size } = parseCheckpoint(await folder.read("journal/checkpoint", 65536));
    for (const tile of tilesOf(Number(size))) {
      if (tile.level !== "entries") break;
      for (const record of parseEntryBundle(await folder.read(`journal/${tile.path}`, mostEntryBytes), tile.width)) {
        const { facts } = parseAct(record);
        if (facts.case === "calendar") zone = facts.value.timeZone;
      }
    }
  } catch {
    return zone;
  }
  return zone;
}

/** How many records the log says that it has; undefined where its checkpoint cannot be read. */
export async function saidRecords(source: BundleSource): Promise<number | undefined> {
  try {
    return Number(parseCheckpoint(await source.read("checkpoint", 65536)).size);
  } catch {
    return undefined;
  }
}
