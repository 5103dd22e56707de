import { limitsOf, type Limits } from "@urna/protocol/ballot_formats";
import { equalBytes, fromHex, toHex } from "@urna/protocol/bytes";
import { parseConfig, type SealedConfig } from "@urna/protocol/config";
import { verifySig } from "@urna/protocol/ed25519_strict";
import type { Point } from "@urna/protocol/group";
import { parseKeyRecord } from "@urna/protocol/key_record";
import { configHash, manifestHash } from "@urna/protocol/manifest";
import { acceptCheckpoint, logKeyType, parseCheckpoint, parseVkey, type Checkpoint } from "@urna/protocol/notes";
import { electionHash } from "@urna/protocol/roll_parts";
import { insist, reading, type ErrorCode } from "./errors.js";
import type { ManifestSignature, SealedBytes } from "./server.js";

type Contest = SealedConfig["config"]["contests"][number];
type Electorate = SealedConfig["config"]["electorates"][number];

/** What a voter knows from elsewhere: the letter, a poster, the official journal. */
export interface Trust {
  /** 64 hexadecimal digits. */
  readonly manifestHash?: string | undefined;
  /** The log's verifier key, whole: `name+keyid+base64`, as `ElectionInfo.logVkey` has it. */
  readonly logVkey?: string | undefined;
}

/** A log's verifier key as somebody typed or copied it; throws MALFORMED_TRUST. */
export function readLogKey(text: string): string {
  return reading("MALFORMED_TRUST", () => parseVkey(text.trim(), logKeyType, "the log's key").text);
}

/** Reads what a voter was given; throws MALFORMED_TRUST. */
export function readTrust(trust: Trust): Trust {
  const hash = trust.manifestHash?.replace(/\s/g, "").toLowerCase();
  insist(hash === undefined || /^[0-9a-f]{64}$/.test(hash), "MALFORMED_TRUST");
  return { manifestHash: hash, logVkey: trust.logVkey === undefined ? undefined : readLogKey(trust.logVkey) };
}

/** A sealed election of which everything was verified that section 3 and 4 let a voter verify. Immutable. */
export class Election {
  readonly sealed: SealedConfig;
  readonly manifestHash: Uint8Array;
  /** Hash("election", id): the context of the roll's proofs. */
  readonly electionHash: Uint8Array;
  /** Y_1..Y_k. */
  readonly ballotKeys: readonly Point[];

  private constructor(sealed: SealedConfig, hash: Uint8Array, keys: readonly Point[]) {
    this.sealed = sealed;
    this.manifestHash = hash;
    this.electionHash = electionHash(sealed.config.electionId);
    this.ballotKeys = keys;
  }

  /** Throws one of the MANIFEST_ codes, or LOG_NOT_EXPECTED. */
  static open(process: string, bytes: SealedBytes, trust: Trust): Election {
    // Before anything is computed with what was sent: the hash is cheap, and says whether this is the election of the letter.
    const hash = manifestHash(bytes.config, bytes.keyRecord);
    insist(trust.manifestHash === undefined || equalBytes(fromHex(trust.manifestHash), hash), "MANIFEST_NOT_EXPECTED", { manifest: toHex(hash) });
    const sealed = reading("MANIFEST_MALFORMED", () => parseConfig(bytes.config));
    insist(sealed.config.process === process, "MANIFEST_OF_ANOTHER_PROCESS");
    insist(trust.logVkey === undefined || trust.logVkey === sealed.logKey.text, "LOG_NOT_EXPECTED", { vkey: sealed.logKey.text });
    const { config } = sealed;
    const record = reading("MANIFEST_MALFORMED", () => parseKeyRecord(bytes.keyRecord, {
      configHash: configHash(bytes.config),
      signingKeys: config.trustees.map((trustee) => trustee.signingKey),
      threshold: config.trusteeThreshold,
      keys: config.width + 1,
    }));
    checkApprovals(sealed, hash, bytes.signatures);
    return new Election(sealed, hash, record.publicKeys.slice(0, config.width));
  }

  get process(): string {
    return this.sealed.config.process;
  }

  get width(): number {
    return this.sealed.config.width;
  }

  /** Throws NO_SUCH_CONTEST. */
  contest(id: string): Contest {
    const found = this.sealed.config.contests.find((contest) => contest.id === id);
    insist(found !== undefined, "NO_SUCH_CONTEST", { contest: id });
    return found;
  }

  contestNumber(number: number): Contest | undefined {
    return this.sealed.config.contests[number];
  }

  electorateNamed(name: string): Electorate | undefined {
    return this.sealed.config.electorates.find((electorate) => this.nameOf(electorate) === name);
  }

  nameOf(electorate: Electorate): string {
    return `${this.process}/electorates/${electorate.id}`;
  }

  limits(contest: Contest): Limits {
    // Every contest of a configuration that was checked has a format.
    return limitsOf(contest.ballotFormat) as Limits;
  }

  /** Contests that share a choice group with this one, itself included. */
  groupMates(contest: number): ReadonlySet<number> {
    const mates = new Set([contest]);
    for (const group of this.sealed.config.choiceGroups) if (group.contests.includes(contest)) group.contests.forEach((mate) => mates.add(mate));
    return mates;
  }

  /** A checkpoint of this election's log, its signatures verified; throws `malformed`, RECEIPT_OF_ANOTHER_LOG or RECEIPT_NOT_SIGNED. */
  checkpoint(note: Uint8Array, malformed: ErrorCode = "CHECKPOINT_MALFORMED"): Checkpoint {
    const { origin } = reading(malformed, () => parseCheckpoint(note));
    insist(origin === this.sealed.logKey.name, "RECEIPT_OF_ANOTHER_LOG", {}, `it is of the log ${origin}`);
    return reading("RECEIPT_NOT_SIGNED", () => acceptCheckpoint(note, this.sealed.logKey, this.sealed.witnesses));
  }
}

/** Every registrar, trustee and authority has signed the manifest, and nobody else. */
function checkApprovals({ config }: SealedConfig, hash: Uint8Array, signatures: readonly ManifestSignature[]): void {
  const keys = new Map<string, Uint8Array>();
  config.registrarKeys.forEach((key, i) => keys.set(`1/${i}`, key));
  config.trustees.forEach((trustee, i) => keys.set(`2/${i + 1}`, trustee.signingKey));
  config.authorityKeys.forEach((key, i) => keys.set(`3/${i}`, key));
  const signed = new Set<string>();
  for (const { role, index, signature } of signatures.slice(0, keys.size + 1)) {
    const party = `${role}/${index}`;
    const key = keys.get(party);
    insist(key !== undefined && !signed.has(party), "MANIFEST_MALFORMED", {}, "a signature is of nobody, or stands twice");
    insist(verifySig(key, "manifest-ok", hash, new Uint8Array(0), signature), "MANIFEST_MALFORMED", {}, "a signature does not hold");
    signed.add(party);
  }
  insist(signed.size === keys.size, "MANIFEST_UNSIGNED", { missing: keys.size - signed.size });
}
