interface ScriptPolicy {
  createScriptURL(url: string): string;
}

interface PolicyFactory {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): ScriptPolicy;
}

let policy: ScriptPolicy | undefined;

/**
 * The address of a worker's script, as the policy of pages (and of workers, where the server gives them one) wants it: what runs as a script is let in
 * by name. These are files of this site, and nothing else.
 */
export function trusted(url: string): string {
  const own = new URL(url, location.href);
  if (own.origin !== location.origin) throw new Error(`${url} is of another site`);
  const factory = (globalThis as { readonly trustedTypes?: PolicyFactory }).trustedTypes;
  policy ??= factory?.createPolicy("urna-worker", { createScriptURL: (one) => one });
  return policy === undefined ? own.href : policy.createScriptURL(own.href);
}

/** A worker of a module of this site. */
export function openWorker(url: string): Worker {
  return new Worker(trusted(url), { type: "module", name: "urna" });
}
