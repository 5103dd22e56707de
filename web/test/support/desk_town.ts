// A hamlet whose staff log in by a provider of identities of another make, and whose server sends mail.
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { test as base } from "./people.ts";
import { type Town, TownServer } from "./server.ts";
import { MailSink } from "./mail.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));

/** Who is known at the provider at once, or refuses to be. Marie is of the group of agents, Angela is of none, the stranger is of another town. */
export interface Visitor {
  name: "angela" | "marie" | "stranger";
  refuses: boolean;
}

interface Provider {
  readonly issuer: string;
  readonly end: () => void;
}
interface Providers {
  readonly startProvider: (options: { readonly algorithm: string; readonly redirect: string; readonly visitor: Visitor; readonly signsUserInfo: boolean }) => Promise<Provider>;
}

/** Packages are found in the folders above whoever asks for them: those of the peers are below `build`. */
async function providers(): Promise<Providers> {
  const folder = join(root, "build/peers/runs");
  mkdirSync(folder, { recursive: true });
  const copy = join(folder, `desk_providers-${process.pid}.mjs`);
  cpSync(join(root, "tests/peers/support/identity_providers.mjs"), copy);
  try {
    return (await import(pathToFileURL(copy).href)) as Providers;
  } finally {
    rmSync(copy);
  }
}

const logIn = (name: string, title: string, audience: string, { issuer }: Provider, secret: string, more: string) => `
[[login]]
name = "${name}"
title = "${title}"
audience = "${audience}"
issuer = "${issuer}"
client_id = "urna"
client_secret_file = "${secret}"
algorithm = "EdDSA"
userinfo = "json"
${more}
`;

export class DeskTown {
  private constructor(private readonly server: TownServer, readonly mail: MailSink, readonly visitor: Visitor, private readonly providers: readonly Provider[]) {}

  static async open(): Promise<DeskTown> {
    const mail = await MailSink.open();
    const visitor: Visitor = { name: "marie", refuses: false };
    const { startProvider } = await providers();
    const started: Provider[] = [];
    const start = async (http: string) => {
      const provider = await startProvider({ algorithm: "EdDSA", redirect: http, visitor, signsUserInfo: false });
      started.push(provider);
      return provider;
    };
    const server = await TownServer.open(24, async (http, work) => {
      const secret = join(work, "secret");
      writeFileSync(secret, "a secret of thirty-two characters\n", { mode: 0o600 });
      return `public_url = "${http}"
smtp_server = "${mail.address}"
smtp_security = "none"
mail_from = "Budget citoyen <budget@example.org>"
mail_per_minute = 1000
${logIn("pro", "ProConnect", "staff", await start(http), secret, `scopes = ["openid", "given_name", "usual_name", "email", "groups"]
display_name = ["given_name", "usual_name"]
mail = "email"
require = [{ claim = "given_name", any_of = ["Marie", "Angela Claire Louise"] }]
grant = [{ claim = "groups", any_of = ["urna-agents"], role = "agent", processes = ["processes/toulouse-2023"] }]`)}
${logIn("france", "FranceConnect", "citizens", await start(http), secret, `scopes = ["openid", "given_name"]
display_name = ["given_name"]`)}
`;
    });
    return new DeskTown(server, mail, visitor, started);
  }

  get town(): Town {
    return this.server.town;
  }

  async close(): Promise<void> {
    await this.server.close();
    for (const provider of this.providers) provider.end();
    this.mail.close();
  }
}

/** A test whose pages are of such a hamlet, one for each process of the run. */
export const test = base.extend<object, { readonly desk: DeskTown }>({
  desk: [async ({}, use) => {
    const desk = await DeskTown.open();
    await use(desk);
    await desk.close();
  }, { scope: "worker" }],
  baseURL: async ({ desk }, use) => {
    await use(desk.town.http);
  },
});
