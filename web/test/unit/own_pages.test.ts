// Where a log-in leads, what is asked of an author, and what a device remembers of what somebody follows.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isMailAddress } from "../../src/citizen/follow/address.ts";
import { forgetAsked, keepAsked, readAsked } from "../../src/citizen/follow/asked.ts";
import { beginAddress, localPath, loginAddress, returnPath } from "../../src/citizen/login/return.ts";
import { askOf } from "../../src/citizen/mine/ask.ts";
import { processesWithKeys } from "../../src/citizen/proposals/parts/keys.ts";

describe("after a log-in", () => {
  it("one comes back to a path of these pages, and nowhere else", () => {
    for (const path of ["/", "/p/b/propose?step=review", "/mine"]) assert.equal(localPath(path), path);
    for (const path of [null, "", "mine", "//elsewhere.example", "/\\elsewhere.example", "https://elsewhere.example", "/a b", "/a\"b", `/${"a".repeat(600)}`]) assert.equal(localPath(path), "/");
  });
  it("what the server is given leads back to where it is seen who is logged in", () => {
    assert.equal(loginAddress("/"), "/login");
    assert.equal(loginAddress("/p/b?x=1"), "/login?next=%2Fp%2Fb%3Fx%3D1");
    assert.equal(returnPath("/p/b"), "/login?done=1&next=%2Fp%2Fb");
    assert.equal(beginAddress("a b", "/"), "/auth/login?provider=a%20b&return=%2Flogin%3Fdone%3D1");
    assert.ok(returnPath(`/${"é".repeat(80)}`.normalize()).length <= 500);
    assert.equal(returnPath(`/${"%2F".repeat(160)}`), "/login?done=1");
  });
});

describe("an address of mail", () => {
  it("is one as the server takes them", () => {
    for (const address of ["marie@example.org", "a+b.c@localhost"]) assert.ok(isMailAddress(address), address);
    for (const address of ["marie", "marie@", "@example.org", "a b@example.org", "a@b@example.org", "<a@example.org>", "é@example.org", `${"a".repeat(250)}@example.org`]) assert.ok(!isMailAddress(address), address);
  });
});

describe("an author", () => {
  const asked = (status: Parameters<typeof askOf>[0]["status"], stage: Parameters<typeof askOf>[1]["stage"], appeal?: Parameters<typeof askOf>[0]["appeal"]) => askOf({ status, appeal }, { stage });
  it("is asked for what nobody else does", () => {
    assert.equal(asked("DRAFT", "proposing"), "finish");
    assert.equal(asked("DRAFT", "studying"), undefined);
    assert.equal(asked("RETURNED", "studying"), "complete");
    assert.equal(asked("REJECTED", "objecting"), "appeal");
    assert.equal(asked("REJECTED", "studying"), undefined);
    assert.equal(asked("REJECTED", "objecting", { status: "FILED", statement: undefined, reason: undefined }), undefined);
    assert.equal(asked("UNDER_REVIEW", "studying"), undefined);
  });
});

class Kept {
  readonly #all = new Map<string, string>();
  get length(): number {
    return this.#all.size;
  }
  key(i: number): string | null {
    return [...this.#all.keys()][i] ?? null;
  }
  getItem(name: string): string | null {
    return this.#all.get(name) ?? null;
  }
  setItem(name: string, text: string): void {
    this.#all.set(name, text);
  }
}

describe("a device", () => {
  it("knows of which processes it has keys", () => {
    const store = new Kept();
    for (const name of ["urna-own-proposals b", "urna-language", "urna-own-proposals a"]) store.setItem(name, "[]");
    assert.deepEqual(processesWithKeys(store), ["a", "b"]);
  });
  it("remembers what was asked for, the newest first, each once", () => {
    const store = new Kept();
    const one = { name: "processes/b/proposals/p1", title: "Un banc", language: "fr", at: 1 };
    keepAsked(store, one);
    keepAsked(store, { ...one, name: "processes/b", at: 2 });
    keepAsked(store, { ...one, at: 3 });
    assert.deepEqual(readAsked(store).map(({ name, at }) => [name, at]), [["processes/b/proposals/p1", 3], ["processes/b", 2]]);
    forgetAsked(store, "processes/b");
    assert.equal(readAsked(store).length, 1);
    store.setItem("urna-asked-to-follow", "{broken");
    assert.deepEqual(readAsked(store), []);
    store.setItem("urna-asked-to-follow", '[{"name":1},{}]');
    assert.deepEqual(readAsked(store), []);
  });
});
