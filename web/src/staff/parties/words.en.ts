import type fr from "./words.fr.js";

export default {
  title: "Registrars, authorities, trustees", back: "Steps",
  lead: "Those who sign. Each makes a key on a machine of their own and hands on the public half only, which you paste here.",
  frozen: "The process is frozen: keys no longer change.",
  kinds: {
    registrars: { title: "Registrars", text: "They make the codes and the letters, and sign the roll. The first make the codes, in this order.", none: "No registrars", add: "Add a registrar", command: "urna registrar keygen --key registrar.key", fallback: "registrar" },
    authorities: { title: "Authorities", text: "They sign the opening, the closing and revocations.", none: "No authorities", add: "Add an authority", command: "urna authority keygen --key authority.key", fallback: "authority" },
    trustees: { title: "Trustees", text: "They have the key of the urn, in shares: several together are needed to read the ballots.", none: "No trustees", add: "Add a trustee", command: "urna trustee keygen --key trustee.key", fallback: "trustee" },
  },
  number: (n: number) => `no. ${n}`,
  key: "Key", name: "Name", nameHint: "As everybody will read it.", keys: "Public key", keysHint: "Paste what the command prints.", submit: "Add", how: "On that person’s machine:",
  noKey: "There is no public key in this: 64 hexadecimal digits.", noBox: "The second key is missing: a trustee has two, signing_key and box_key.", secret: "This looks like a secret. Never paste one here: only what “keygen” prints.",
  thresholds: "How many are needed", submitThresholds: "Save", savedThresholds: "It is saved.",
  trusteeThreshold: "Trustees who read together", trusteeHint: (n: number) => `1 to ${n}. So many trustees can read the ballots, and must be there to count. Two of four, for example.`,
  closingQuorum: "Trustees who sign the closing", closingHint: (usual: number) => `Empty: ${usual}, so that there cannot be two closings.`,
  authorityThreshold: "Authorities who open and close", authorityHint: (usual: number) => `Empty: ${usual}, more than half.`,
  registrarThreshold: "Registrars who sign a credential", registrarHint: (usual: number) => `Empty: ${usual}, as many as codes for each person.`,
} satisfies typeof fr;
