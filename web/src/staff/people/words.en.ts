import type fr from "./words.fr.js";

export default {
  title: "Access tokens",
  lead: "Each person has one of their own. Whoever has a token does what its roles allow.",
  notAllowed: "Only those who administer the whole server see tokens and make them. Ask them.",
  columns: { who: "Whose", roles: "Roles", used: "Last use", expires: "Expires", state: "State", act: "Act" },
  never: "Never", noExpiry: "No end", you: "You",
  states: { open: "Valid", revoked: "Revoked", expired: "Expired", soon: "Expires soon" },
  showEnded: (count: number) => `Show ${count} ended ${count === 1 ? "token" : "tokens"} too`,
  roles: { STAFF_ROLE_UNSPECIFIED: "Unknown", STAFF_ROLE_ADMINISTRATOR: "Administration", STAFF_ROLE_AGENT: "Agent", STAFF_ROLE_MODERATOR: "Moderation", STAFF_ROLE_POLLING_OFFICER: "Polling officer", STAFF_ROLE_REGISTRAR: "Registrar", STAFF_ROLE_TRUSTEE: "Trustee", STAFF_ROLE_AUTHORITY: "Authority" },
  everywhere: "the whole server",
  rolesTitle: "What each role allows",
  rolesText: {
    STAFF_ROLE_ADMINISTRATOR: "Mandate, calendar, form, phases; appeals; erasures; keys; freezing and sealing. On the whole server: processes and tokens too.",
    STAFF_ROLE_AGENT: "Enters paper, screens, reviews, admits; prepares areas, contests, projects, electorates and the draft of the mandate.",
    STAFF_ROLE_MODERATOR: "Screens, hides with a public reason, shows again.",
  },
  create: "New token", name: "Whose is it?", nameHint: "A person, or a program. Colleagues read this name.", role: "Role", where: "Where", whole: "The whole server, with processes to come", some: "These processes",
  expires: "Expires on", expiresHint: "Empty: never. An end is better.", submit: "Make the token",
  where_needed: "Choose at least one process.", nameNeeded: "Whose token is it?",
  secretTitle: (who: string) => `The token of ${who}`,
  secretText: "It is shown here only, and once. Hand it on in a safe way, to this person alone.",
  secretDone: "I have handed it on, show it no more",
  lost: "The server has not answered: the token may exist, without anybody having its secret. If it is in the list, revoke it and make another.",
  revoke: "Revoke", revokeTitle: (who: string) => `Revoke the token of ${who}?`, revokeText: "From now on it opens nothing. What was done stays. It cannot be undone: another would be needed.",
} satisfies typeof fr;
