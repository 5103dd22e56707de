export default {
  citizen: "Vous êtes connecté ici comme citoyen. Pour travailler, connectez-vous avec votre compte d’agent.",
  logInProblem: "La connexion n’a pas abouti. Réessayez ; si cela se répète, dites-le à qui administre le serveur.",
  logInProblems: {
    SIGN_IN_REFUSED: "La connexion a été refusée, par vous ou par votre fournisseur d’identité.",
    SIGN_IN_OVER: "Cette connexion a trop attendu, ou a commencé dans un autre navigateur. Recommencez.",
    IDENTITY_REFUSED: "La réponse de votre fournisseur d’identité ne va pas. Réessayez ; si cela se répète, dites-le à qui administre le serveur.",
    NOT_ENTITLED: "Votre compte existe, mais n’est pas de cette administration. Si c’est une erreur, dites-le à qui administre le serveur.",
    OTHER_AUDIENCE: "Cette connexion n’est pas celle des agents.",
    PROVIDER_UNREACHABLE: "Votre fournisseur d’identité ne répond pas. Réessayez dans quelques minutes.",
    TOO_MANY_SIGN_INS: "Trop de connexions à la fois. Réessayez dans une minute.",
    LINK_OVER: "Ce lien a déjà servi, ou a trop attendu.",
  } as Readonly<Record<string, string>>,
  noRole: {
    title: "Vous n’avez pas encore de rôle", lead: "Vous êtes connecté, et rien ne vous est encore ouvert.", leadOf: (name: string) => `Vous êtes connecté, ${name}, et rien ne vous est encore ouvert.`,
    ask: "Demandez un rôle à qui administre le serveur, en lui envoyant ce numéro de compte :", again: "Voir si j’ai un rôle",
  },
};
