// People log in at providers of identities of another make (oidc-provider), in a browser that is fetch and a jar of cookies.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { Browser as AnyBrowser, reasonOf } from "./support/browser.mjs";
import { people, startLiar, startProvider } from "./support/identity_providers.mjs";
import { OwnServer, loginTable } from "./support/own_server.mjs";

const folder = mkdtempSync(join(tmpdir(), "urna-login-"));
const visitor = { name: "angela", refuses: false };
const started = [];
let server;
let base;
let token;

class Browser extends AnyBrowser {
  constructor() {
    super(base);
  }
}

before(async () => {
  server = await OwnServer.in(folder);
  base = server.base;
  const start = async (options) => {
    const provider = await startProvider({ redirect: base, visitor, ...options });
    started.push(provider);
    return provider;
  };
  const france = await start({ algorithm: "RS256" });
  const pro = await start({ algorithm: "ES256" });
  const eddsa = await start({ algorithm: "EdDSA", signsUserInfo: false });
  const endless = await startLiar((_, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    const more = setInterval(() => response.write(" "), 100);
    response.on("close", () => clearInterval(more));
  });
  const huge = await startLiar((_, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    const piece = Buffer.alloc(1 << 20, " ");
    let left = 100;
    const write = () => {
      while (left-- > 0) if (!response.write(piece)) return response.once("drain", write);
      response.end();
    };
    write();
  });
  const silent = await startLiar(() => {});
  const elsewhere = await startLiar((_, response) => {
    response.writeHead(302, { location: `${france.issuer}/.well-known/openid-configuration` });
    response.end();
  });
  started.push(endless, huge, silent, elsewhere);
  const secret = server.secret("secret", "a secret of thirty-two characters\n");
  const login = (name, audience, provider, algorithm, more) => loginTable(name, audience, provider, algorithm, secret, more);
  token = server.initialise(`
${login("franceconnect", "citizens", france, "RS256", 'userinfo = "jwt"\nscopes = ["openid", "identite_pivot"]')}
${login(
  "proconnect",
  "staff",
  pro,
  "ES256",
  `userinfo = "jwt"
scopes = ["openid", "given_name", "usual_name", "email", "siret", "groups"]
display_name = ["given_name", "usual_name"]
mail = "email"
require = [{ claim = "siret", any_of = ["21630001000017"] }]
grant = [{ claim = "groups", any_of = ["urna-agents"], role = "agent", processes = ["processes/street"] }]`,
)}
${login("eddsa", "citizens", eddsa, "EdDSA", 'userinfo = "json"\nscopes = ["openid", "given_name"]\ndisplay_name = ["given_name"]')}
${login("wrong-algorithm", "citizens", { issuer: eddsa.issuer.replace("127.0.0.1", "localhost") }, "RS256", "")}
${login("endless", "citizens", endless, "RS256", "")}
${login("huge", "citizens", huge, "RS256", "")}
${login("silent", "citizens", silent, "RS256", "")}
${login("elsewhere", "citizens", elsewhere, "RS256", "")}
`);
  await server.start();
});
after(async () => {
  await server?.end();
  for (const one of started) one.end();
  rmSync(folder, { recursive: true, force: true });
});

describe("a citizen", () => {
  test("logs in by FranceConnect's ways, and nothing is kept of the identity", async () => {
    visitor.name = "angela";
    const browser = new Browser();
    assert.equal(await browser.logIn("franceconnect"), `${base}/propositions/`);
    const own = await browser.call("People/GetOwnAccount");
    assert.equal(own.status, 200);
    assert.equal(own.body.audience, "LOGIN_AUDIENCE_CITIZENS");
    assert.equal(own.body.displayName, undefined);
    const data = await browser.call("People/ExportAccount", { name: own.body.name });
    for (const told of ["DUBOIS", "Angela", "1962", "75107"]) assert.ok(!data.body.json.includes(told), told);
    assert.ok(data.body.json.includes(people.angela.sub));
    const tokens = await browser.call("Administration/ListAccessTokens");
    assert.equal(reasonOf(tokens), "ROLE_MISSING");
  });
  test("is the same the next time, in another session", async () => {
    const [one, two] = [new Browser(), new Browser()];
    await one.logIn("franceconnect");
    await two.logIn("franceconnect");
    const name = (await one.call("People/GetOwnAccount")).body.name;
    assert.equal((await two.call("People/GetOwnAccount")).body.name, name);
    assert.notEqual(one.cookies(base).get("urna-session"), two.cookies(base).get("urna-session"));
  });
  test("logs in where EdDSA signs, and UserInfo is not signed", async () => {
    const browser = new Browser();
    await browser.logIn("eddsa");
    assert.equal((await browser.call("People/GetOwnAccount")).body.displayName, people.angela.given_name);
  });
  test("logs out, here and at the provider", async () => {
    const browser = new Browser();
    await browser.logIn("franceconnect");
    const session = browser.cookies(base).get("urna-session");
    const out = await browser.post("/auth/logout", {});
    assert.equal(out.status, 200);
    assert.match((await out.json()).location, /\/session\/end\?id_token_hint=ey/);
    assert.equal(browser.cookies(base).size, 0);
    browser.cookies(base).set("urna-session", session);
    assert.equal(reasonOf(await browser.call("People/GetOwnAccount")), "TOKEN_MISSING");
    assert.equal(reasonOf(await browser.call("People/EraseAccount", { name: "accounts/0000000000000000" })), "SESSION_OVER");
  });
  test("comes back where it was refused, with the reason", async () => {
    visitor.refuses = true;
    assert.equal(await new Browser().logIn("franceconnect", "/a/?b=1#c"), `${base}/a/?b=1&log-in-problem=SIGN_IN_REFUSED#c`);
    visitor.refuses = false;
  });
});

describe("the staff", () => {
  test("log in by ProConnect's ways, with the role that their group gives", async () => {
    visitor.name = "marie";
    const browser = new Browser();
    await browser.logIn("proconnect", "/staff/");
    const own = (await browser.call("People/GetOwnAccount")).body;
    assert.equal(own.displayName, "Marie Martin");
    assert.equal(own.mail, "marie.martin@ville.example");
    assert.deepEqual(own.claimedGrants, [{ role: "STAFF_ROLE_AGENT", process: "processes/street" }]);
    const own_token = await browser.call("Administration/GetOwnAccessToken");
    assert.equal(own_token.status, 404);
  });
  test("of another town are not let in", async () => {
    visitor.name = "stranger";
    const browser = new Browser();
    assert.equal(await browser.logIn("proconnect", "/staff/"), `${base}/staff/?log-in-problem=NOT_ENTITLED`);
    assert.equal(browser.cookies(base).get("urna-session"), undefined);
    visitor.name = "marie";
  });
  test("are given a role by hand, from the next call on", async () => {
    const browser = new Browser();
    await browser.logIn("proconnect", "/staff/");
    const { name } = (await browser.call("People/GetOwnAccount")).body;
    assert.equal(reasonOf(await browser.call("People/ListAccounts")), "ROLE_MISSING");
    const admin = { authorization: `Bearer ${token}` };
    const given = await browser.call("People/UpdateAccountGrants", { name, grants: [{ role: "STAFF_ROLE_ADMINISTRATOR" }] }, admin);
    assert.equal(given.status, 200);
    const listed = await browser.call("People/ListAccounts", { text: "marie" });
    assert.equal(listed.body.accounts.length, 1);
    await browser.call("People/UpdateAccountGrants", { name, grants: [] }, admin);
    assert.equal(reasonOf(await browser.call("People/ListAccounts")), "ROLE_MISSING");
  });
});

describe("a session", () => {
  test("is for pages of this server alone", async () => {
    visitor.name = "angela";
    const browser = new Browser();
    await browser.logIn("franceconnect");
    const { name } = (await browser.call("People/GetOwnAccount")).body;
    for (const foreign of [
      { origin: "https://evil.example" },
      { origin: "null" },
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
      { "sec-fetch-site": "none" },
    ]) {
      assert.equal(reasonOf(await browser.call("People/EraseAccount", { name }, foreign)), "OTHER_ORIGIN", JSON.stringify(foreign));
      // What everybody may read is read, as nobody.
      assert.equal((await browser.call("Processes/ListProcesses", {}, foreign)).status, 200);
      assert.equal((await browser.post("/auth/logout", {}, foreign)).status, 403);
    }
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]) {
      const answer = await browser.post("/urna.v1.People/EraseAccount", { name }, { "content-type": type });
      assert.equal(answer.status, 415);
      assert.equal((await browser.post("/auth/logout", {}, { "content-type": type })).status, 415);
    }
    assert.equal((await browser.call("People/GetOwnAccount")).status, 200);
  });
  test("gives way to a token", async () => {
    const browser = new Browser();
    await browser.logIn("franceconnect");
    const asAdministrator = await browser.call("Administration/GetOwnAccessToken", {}, { authorization: `Bearer ${token}` });
    assert.equal(asAdministrator.status, 200);
    const wrong = await browser.call("Processes/ListProcesses", {}, { authorization: "Bearer urna_wrong" });
    assert.equal(reasonOf(wrong), "TOKEN_MALFORMED");
  });
  test("cannot be planted before a log-in", async () => {
    const browser = new Browser();
    await browser.logIn("franceconnect");
    const planted = browser.cookies(base).get("urna-session");
    await browser.logIn("eddsa");
    assert.notEqual(browser.cookies(base).get("urna-session"), planted);
    const thief = new Browser();
    thief.cookies(base).set("urna-session", planted);
    assert.equal(reasonOf(await thief.call("People/GetOwnAccount")), "TOKEN_MISSING");
  });
  test("stands in a cookie that no script reads", async () => {
    const browser = new Browser();
    const back = await browser.follow(`${base}/auth/login?provider=franceconnect&return=/`, (url) => url.includes("/auth/callback"));
    const lines = (await browser.get(back)).headers.getSetCookie();
    const session = lines.find((line) => line.startsWith("urna-session="));
    assert.match(session, /; Path=\/; HttpOnly; SameSite=Lax$/);
  });
});

describe("a log-in", () => {
  const callback = (browser, provider = "franceconnect") =>
    browser.follow(`${base}/auth/login?provider=${provider}&return=/`, (url) => url.startsWith(`${base}/auth/callback`));
  const problemOf = async (browser, url) => (await browser.get(url)).headers.get("location");

  test("is finished by the browser that began it, and once", async () => {
    const [mine, theirs] = [new Browser(), new Browser()];
    const url = await callback(mine);
    assert.equal(await problemOf(theirs, url), "/?log-in-problem=SIGN_IN_OVER");
    const kept = mine.cookies(base).get("urna-login");
    assert.equal(await problemOf(mine, url), "/");
    mine.cookies(base).set("urna-login", kept);
    assert.equal(await problemOf(mine, url), "/?log-in-problem=SIGN_IN_OVER");
  });
  test("is not mixed up with another", async () => {
    const browser = new Browser();
    const first = new URL(await callback(browser));
    const second = new URL(await callback(browser));
    second.searchParams.set("state", first.searchParams.get("state"));
    assert.equal(await problemOf(browser, second.href), "/?log-in-problem=SIGN_IN_OVER");
    const third = new URL(await callback(browser));
    third.searchParams.set("iss", "https://evil.example");
    assert.equal(await problemOf(browser, third.href), "/?log-in-problem=IDENTITY_REFUSED");
    const fourth = new URL(await callback(browser));
    fourth.searchParams.set("code", first.searchParams.get("code") + "x");
    assert.equal(await problemOf(browser, fourth.href), "/?log-in-problem=SIGN_IN_REFUSED");
  });
  test("leads nowhere else", async () => {
    for (const path of ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"]) {
      const answer = await fetch(`${base}/auth/login?provider=franceconnect&return=${encodeURIComponent(path)}`, { redirect: "manual" });
      assert.equal(answer.status, 400, path);
    }
    assert.equal((await fetch(`${base}/auth/login?provider=none`, { redirect: "manual" })).status, 404);
  });
  test("by a provider that lies or is slow comes to nothing, and holds up nobody", async () => {
    const tries = ["huge", "elsewhere", "wrong-algorithm", "endless", "silent"].map(async (name) => {
      const end = await new Browser().logIn(name, "/");
      assert.match(end, /log-in-problem=PROVIDER_UNREACHABLE$/, name);
    });
    const begin = Date.now();
    for (let i = 0; i < 50; ++i) {
      assert.equal((await fetch(`${base}/healthz`)).status, 200);
      assert.equal((await new Browser().call("Processes/ListProcesses")).status, 200);
    }
    assert.ok(Date.now() - begin < 8000);
    await Promise.all(tries);
  });
});

describe("an administrator, at a terminal", () => {
  const command = (...words) => server.command(token, "people", ...words);
  const listed = async (...words) => JSON.parse(await command("list", "--json", ...words));
  const marie = async () => {
    visitor.name = "marie";
    const browser = new Browser();
    await browser.logIn("proconnect", "/staff");
    const { name } = (await browser.call("People/GetOwnAccount")).body;
    return { browser, id: name.split("/")[1] };
  };

  test("finds an account by a part of its name, and reads the same as JSON and as a table", async () => {
    const { id } = await marie();
    const found = await listed("--text", "martin");
    assert.deepEqual(
      found.map(({ account, name, provider }) => ({ account, name, provider })),
      [{ account: id, name: "Marie Martin", provider: "proconnect" }],
    );
    assert.deepEqual(await listed("--text", "martin", "--audience", "citizens"), []);
    const [head, row, ...rest] = (await command("list", "--csv", "--text", "martin")).trim().split(/\r?\n/);
    assert.equal(head, Object.keys(found[0]).map((key) => `"${key}"`).join(","));
    assert.ok(row.startsWith(`"${id}","Marie Martin",`));
    assert.deepEqual(rest, []);
  });
  test("gives a role and takes it away, from the next call on", async () => {
    const { browser, id } = await marie();
    const roles = async () => JSON.stringify((await browser.call("People/GetOwnAccount")).body);
    await command("grant", id, "--role", "moderator", "--process", "street");
    assert.match((await listed("--text", id))[0].roles, /moderator of street/);
    assert.match(await roles(), /STAFF_ROLE_MODERATOR/);
    await command("revoke", id, "--role", "moderator", "--process", "street");
    assert.doesNotMatch((await listed("--text", id))[0].roles, /moderator/);
    assert.doesNotMatch(await roles(), /STAFF_ROLE_MODERATOR/);
  });
  test("ends sessions", async () => {
    const { browser, id } = await marie();
    assert.ok(JSON.parse(await command("sessions", id, "--json")).length > 0);
    await command("end", id, "--all");
    assert.deepEqual(JSON.parse(await command("sessions", id, "--json")), []);
    assert.equal((await browser.call("People/GetOwnAccount")).status, 401);
  });
  test("writes a person's data to a new file, and forgets them", async () => {
    const { browser, id } = await marie();
    const file = join(folder, "marie.json");
    await command("data", id, "--output", file);
    assert.ok(readFileSync(file, "utf8").includes(people.marie.email));
    assert.equal(statSync(file).mode & 0o077, 0, "nobody else may read it");
    await assert.rejects(command("data", id, "--output", file), /it is not written over/);
    await command("erase", id, "--yes");
    assert.deepEqual(await listed("--text", id), []);
    assert.equal((await browser.call("People/GetOwnAccount")).status, 401);
    await assert.rejects(command("show", id), ({ code, stderr }) => code === 2 && stderr.includes(id));
  });
});
