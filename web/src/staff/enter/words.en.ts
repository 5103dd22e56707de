import type fr from "./words.fr.js";

export default {
  citizen: "You are logged in here as a citizen. To work, log in with your account of the staff.",
  logInProblem: "The log-in came to nothing. Try again; if it happens again, tell whoever administers the server.",
  logInProblems: {
    SIGN_IN_REFUSED: "The log-in was refused, by you or by whoever vouches for you.",
    SIGN_IN_OVER: "This log-in waited too long, or began in another browser. Begin again.",
    IDENTITY_REFUSED: "Something is wrong with the answer of whoever vouches for you. Try again; if it happens again, tell whoever administers the server.",
    NOT_ENTITLED: "Your account exists, and does not belong to this administration. If that is a mistake, tell whoever administers the server.",
    OTHER_AUDIENCE: "This is not the log-in of the staff.",
    PROVIDER_UNREACHABLE: "Whoever vouches for you does not answer. Try again in some minutes.",
    TOO_MANY_SIGN_INS: "Too many log-ins at a time. Try again in a minute.",
    LINK_OVER: "This link was used already, or waited too long.",
  } as Readonly<Record<string, string>>,
  noRole: {
    title: "You have no role yet", lead: "You are logged in, and nothing is open to you yet.", leadOf: (name: string) => `You are logged in, ${name}, and nothing is open to you yet.`,
    ask: "Ask whoever administers the server for a role, and send them this account number:", again: "See whether I have a role",
  },
} satisfies typeof fr;
