// A browser that is fetch and a jar of cookies for each host.
import assert from "node:assert/strict";

// Of one visitor of the server at `base`. Follows redirects with the cookies of each host and port, as far as `until` says.
export class Browser {
  #jars = new Map();

  constructor(base) {
    this.base = base;
  }
  cookies(url) {
    const { host } = new URL(url);
    if (!this.#jars.has(host)) this.#jars.set(host, new Map());
    return this.#jars.get(host);
  }
  async get(url, fields = {}) {
    const jar = this.cookies(url);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await fetch(url, { redirect: "manual", headers: { ...(cookie ? { cookie } : {}), ...fields } });
    this.#keep(jar, answer);
    return answer;
  }
  // What is no bytes goes as JSON.
  async post(path, body, fields = {}) {
    const jar = this.cookies(this.base);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await fetch(this.base + path, {
      method: "POST",
      redirect: "manual",
      headers: { ...(cookie ? { cookie } : {}), "content-type": "application/json", origin: this.base, ...fields },
      body: Buffer.isBuffer(body) ? body : JSON.stringify(body),
    });
    this.#keep(jar, answer);
    return answer;
  }
  #keep(jar, answer) {
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value, rest] = line.match(/^([^=]+)=([^;]*)(.*)$/);
      if (/max-age=0/i.test(rest) || value === "") jar.delete(name);
      else jar.set(name, value);
    }
  }
  // Where it ends: the first URL on this server that is no log-in's, or that `until` holds for.
  async follow(url, until = () => false) {
    for (let i = 0; i < 20; ++i) {
      if (until(url) || (url.startsWith(this.base) && !url.startsWith(`${this.base}/auth/`))) return url;
      const answer = await this.get(url);
      const location = answer.headers.get("location");
      assert.ok(location, `${url}: ${answer.status} ${await answer.text()}`);
      url = new URL(location, url).href;
    }
    assert.fail("it never ends");
  }
  logIn(provider, path = "/propositions/") {
    return this.follow(`${this.base}/auth/login?provider=${provider}&return=${encodeURIComponent(path)}`);
  }
  async call(method, request = {}, fields = {}) {
    const answer = await this.post(`/urna.v1.${method}`, request, fields);
    return { status: answer.status, body: await answer.json() };
  }
}

export const reasonOf = ({ body }) => body.details?.find((one) => one.debug?.reason)?.debug.reason;
