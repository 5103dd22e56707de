import { demand } from "./bytes.js";
import type { Config, ProjectConfig } from "./gen/urna/v1/config_pb.js";
import { logKeyType, parseVkey, type Vkey } from "./notes.js";
import { checkTexts, isPlainText } from "./plain_text.js";

const mostPlaceBytes = 16384;

/** The head of the journal, where the configuration has one (3); gives its key. */
export function checkJournalHead(config: Config): Vkey | undefined {
  const head = config.journal;
  if (head === undefined) {
    demand(config.mandateSha256.length === 0, "there is a mandate without a journal");
    return undefined;
  }
  demand(config.log !== undefined && head.origin === `${config.log.origin}/journal`, "the journal's origin is not that of the log and /journal");
  const key = parseVkey(head.vkey, logKeyType, "the journal's vkey");
  demand(key.name === head.origin, "the name of the journal's vkey is not its origin");
  demand(head.size >= 1n && head.size <= 1n << 32n, "the journal's size is not 1 to 2^32");
  demand(head.root.length === 32, "the journal's root has not 32 bytes");
  demand(isDigestOrAbsent(config.mandateSha256), "the mandate's digest has not 32 bytes");
  return key;
}

export function isDigestOrAbsent(bytes: Uint8Array): boolean {
  return bytes.length === 0 || bytes.length === 32;
}

/** What describes projects, which only elections with a journal have. */
export function checkProjectTexts(config: Config): void {
  for (const contest of config.contests) for (const project of contest.projects) checkProject(config, project);
}

function checkProject(config: Config, project: ProjectConfig): void {
  if (config.journal === undefined) {
    const bare = project.summary.length === 0 && project.place === "" && project.imageSha256.length === 0
      && project.descriptionSha256.length === 0 && project.authorsSha256.length === 0;
    demand(bare, "a project is described without a journal");
    return;
  }
  checkTexts(project.summary, config, "the summary of a project", true);
  demand(isPlainText(project.place, 0, mostPlaceBytes), "a project's place is not at most 16,384 bytes of plain text");
  demand(project.imageSha256.length <= 10 && project.imageSha256.every((digest) => digest.length === 32), "a project has not at most 10 digests of images of 32 bytes");
  demand(isDigestOrAbsent(project.descriptionSha256) && isDigestOrAbsent(project.authorsSha256), "a project's digest of a document has not 32 bytes");
}
