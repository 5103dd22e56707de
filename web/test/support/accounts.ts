// A hamlet whose citizens log in: by a provider of identities of another make, or by a link that is mailed. It takes photographs, and writes to followers.
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { MailSink } from "./mail.ts";
import { type Town, TownServer } from "./server.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));

interface Provider {
  readonly issuer: string;
  readonly end: () => void;
}
/** Who is logged in at the provider at once, or refuses to. */
interface Visitor {
  name: "angela" | "marie" | "stranger";
  refuses: boolean;
}
interface Providers {
  readonly startProvider: (options: { readonly algorithm: string; readonly redirect: string; readonly visitor: Visitor; readonly signsUserInfo: boolean }) => Promise<Provider>;
}

/** Packages are found in the folders above whoever asks for them: those of the peers are below `build`. */
async function providers(): Promise<Providers> {
  const folder = join(root, "build/peers/runs");
  mkdirSync(folder, { recursive: true });
  const copy = join(folder, `identity_providers-${process.pid}.mjs`);
  cpSync(join(root, "tests/peers/support/identity_providers.mjs"), copy);
  try {
    return (await import(pathToFileURL(copy).href)) as Providers;
  } finally {
    rmSync(copy);
  }
}

export class AccountTown {
  private constructor(private readonly server: TownServer, readonly mail: MailSink, readonly visitor: Visitor, private readonly provider: Provider) {}

  static async open(): Promise<AccountTown> {
    const mail = await MailSink.open();
    const visitor: Visitor = { name: "angela", refuses: false };
    const { startProvider } = await providers();
    let provider: Provider | undefined;
    const server = await TownServer.open(24, async (http, work) => {
      provider = await startProvider({ algorithm: "EdDSA", redirect: http, visitor, signsUserInfo: false });
      const secret = join(work, "secret");
      writeFileSync(secret, "a secret of thirty-two characters\n", { mode: 0o600 });
      return `public_url = "${http}"
attachment_bytes = 2000000
smtp_server = "${mail.address}"
smtp_security = "none"
mail_from = "Budget citoyen <budget@example.org>"
mail_per_minute = 1000
sign_in_links = "citizens"
[[login]]
name = "identite"
title = "Identité de la ville"
audience = "citizens"
issuer = "${provider.issuer}"
client_id = "urna"
client_secret_file = "${secret}"
algorithm = "EdDSA"
userinfo = "json"
scopes = ["openid", "given_name"]
display_name = ["given_name"]
`;
    });
    if (provider === undefined) throw new Error("no provider");
    return new AccountTown(server, mail, visitor, provider);
  }

  get town(): Town {
    return this.server.town;
  }

  async close(): Promise<void> {
    await this.server.close();
    this.provider.end();
    this.mail.close();
  }
}
