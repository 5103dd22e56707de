// Providers of identities by a certified implementation (oidc-provider), set up as those that a French administration meets, and one that lies
// by what it sends.
import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import { Provider } from "oidc-provider";

// Who can log in, by what stands in the query of the interaction's page; claims as the providers have them.
export const people = {
  angela: {
    sub: "f7b2c1e09d-angela",
    given_name: "Angela Claire Louise",
    family_name: "DUBOIS",
    birthdate: "1962-08-24",
    gender: "female",
    birthplace: "75107",
    birthcountry: "99100",
  },
  amina: {
    sub: "0c44e9b7d1-amina-a-franceconnect",
    given_name: "Amina Zohra Selma",
    family_name: "BENHADDOUCHE",
    birthdate: "1988-02-29",
    gender: "female",
    birthplace: "34172",
    birthcountry: "99100",
  },
  joseph: {
    sub: "83fa20c6be-joseph-a-franceconnect",
    given_name: "Joseph Barnabé Élie",
    family_name: "VANDERBROUCKE",
    birthdate: "1947-11-03",
    gender: "male",
    birthplace: "59350",
    birthcountry: "99100",
  },
  lucie: {
    sub: "d92b7715aa-lucie-a-franceconnect",
    given_name: "Lucie Océane Maëlys",
    family_name: "QUEMENEUR",
    birthdate: "2004-07-17",
    gender: "female",
    birthplace: "29019",
    birthcountry: "99100",
  },
  noe: {
    sub: "61e3c8804f-noe-a-franceconnect",
    given_name: "Noé Timothée Abel",
    family_name: "LACHASSAGNE",
    birthdate: "1995-12-21",
    gender: "male",
    birthplace: "63113",
    birthcountry: "99100",
  },
  marie: {
    sub: "5a1d-marie",
    given_name: "Marie",
    usual_name: "Martin",
    email: "marie.martin@ville.example",
    siret: "21630001000017",
    groups: ["urna-agents"],
  },
  luc: { sub: "5a1e-luc", given_name: "Luc", usual_name: "Arnaud", email: "luc.arnaud@ville.example", siret: "21630001000017", groups: [] },
  stranger: { sub: "77aa-stranger", given_name: "Other", usual_name: "Town", email: "other@town.example", siret: "99999999999999" },
};

const keyOf = {
  RS256: () => generateKeyPairSync("rsa", { modulusLength: 2048 }),
  ES256: () => generateKeyPairSync("ec", { namedCurve: "P-256" }),
  EdDSA: () => generateKeyPairSync("ed25519"),
};

const claims = {
  openid: ["sub"],
  identite_pivot: ["given_name", "family_name", "birthdate", "gender", "birthplace", "birthcountry"],
  given_name: ["given_name"],
  usual_name: ["usual_name"],
  email: ["email"],
  siret: ["siret"],
  groups: ["groups"],
};

// One that signs ID tokens and UserInfo with `algorithm`. Whoever is sent there is logged in as `visitor.name` at once.
export async function startProvider({ algorithm, redirect, signsUserInfo = true, visitor }) {
  const { privateKey } = keyOf[algorithm]();
  const jwk = { ...privateKey.export({ format: "jwk" }), kid: `${algorithm}-1`, use: "sig", alg: algorithm };
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: "urna",
        client_secret: "a secret of thirty-two characters",
        redirect_uris: [`${redirect}/auth/callback`],
        post_logout_redirect_uris: [`${redirect}/`],
        token_endpoint_auth_method: "client_secret_post",
        id_token_signed_response_alg: algorithm,
        ...(signsUserInfo ? { userinfo_signed_response_alg: algorithm } : {}),
      },
    ],
    jwks: { keys: [jwk] },
    scopes: Object.keys(claims),
    claims,
    clientAuthMethods: ["client_secret_post"],
    enabledJWA: { idTokenSigningAlgValues: [algorithm], userinfoSigningAlgValues: [algorithm] },
    features: { devInteractions: { enabled: false }, jwtUserinfo: { enabled: signsUserInfo } },
    pkce: { required: () => true },
    cookies: { keys: ["only for this test"] },
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_, sub) => ({
      accountId: sub,
      claims: () => Object.values(people).find((one) => one.sub === sub),
    }),
    // Nobody is asked for consent.
    loadExistingGrant: async (ctx) => {
      const grant = new ctx.oidc.provider.Grant({
        clientId: ctx.oidc.client.clientId,
        accountId: ctx.oidc.session.accountId,
      });
      grant.addOIDCScope(Object.keys(claims).join(" "));
      await grant.save();
      return grant;
    },
  });
  server.on("request", (request, response) => {
    if (request.url.startsWith("/interaction/")) {
      const result = visitor.refuses
        ? { error: "access_denied" }
        : { login: { accountId: people[visitor.name].sub, remember: false } };
      return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
    }
    return provider.callback()(request, response);
  });
  return { issuer, end: () => server.close() };
}

// Answers everything with what `answer(path, response)` writes.
export async function startLiar(answer) {
  const server = createServer((request, response) => answer(request.url, response));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    issuer: `http://127.0.0.1:${server.address().port}`,
    end: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
