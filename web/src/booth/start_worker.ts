import address from "./worker.ts?worker&url";

interface ScriptUrlPolicy {
  createScriptURL(address: string): string;
}
interface TrustedTypes {
  createPolicy(name: string, rules: ScriptUrlPolicy): ScriptUrlPolicy;
}

/** The one address from which a script may be started here: the page's policy (build/doors.ts) asks for it by this name. */
const policy = (globalThis as { readonly trustedTypes?: TrustedTypes }).trustedTypes?.createPolicy("urna-worker", {
  createScriptURL: (asked) => {
    if (asked !== address) throw new TypeError("the booth starts no other script than its own");
    return asked;
  },
});

const start = () => new Worker(policy?.createScriptURL(address) ?? address, { type: "module" });

// The booth cannot open without: it is on its way while the words are.
let first: Worker | undefined = start();
// Who takes it later could not hear that it has failed.
first.addEventListener("error", () => (first = undefined), { once: true });

export function startWorker(): Worker {
  const worker = first ?? start();
  first = undefined;
  return worker;
}
