import { field, list, shape } from "./canonical_shape.js";

const text = shape("urna.v1.LocalizedText", { 1: field("language", "string"), 2: field("text", "string") });

const log = shape("urna.v1.LogIdentity", { 1: field("origin", "string"), 2: field("vkey", "string") });

const trustee = shape("urna.v1.TrusteeIdentity", {
  1: field("displayName", "string"), 2: field("signingKey", "bytes"), 3: field("boxKey", "bytes"),
});

const area = shape("urna.v1.AreaConfig", { 1: field("id", "string"), 2: list("title", text) });

const electorate = shape("urna.v1.ElectorateConfig", {
  1: field("id", "string"), 2: list("title", text), 3: list("contests", "uint32"), 4: field("slots", "uint64"),
  5: field("rollSha256", "bytes"), 6: field("codeRegistrars", "uint32"), 7: list("partSha256", "bytes"),
});

const choiceGroup = shape("urna.v1.ChoiceGroup", { 1: list("contests", "uint32"), 2: field("max", "uint32") });

const approval = shape("urna.v1.ApprovalFormat", {
  1: field("minLength", "uint32"), 2: field("maxLength", "uint32"), 3: field("minSumCost", "int64"), 4: field("maxSumCost", "int64"),
});

const cumulative = shape("urna.v1.CumulativeFormat", {
  1: field("minLength", "uint32"), 2: field("maxLength", "uint32"), 3: field("maxPoints", "uint32"),
  4: field("minSumPoints", "uint32"), 5: field("maxSumPoints", "uint32"),
});

const scoring = shape("urna.v1.ScoringFormat", {
  1: field("minLength", "uint32"), 2: field("maxLength", "uint32"), 3: field("maxPoints", "uint32"),
});

const ordinal = shape("urna.v1.OrdinalFormat", { 1: field("minLength", "uint32"), 2: field("maxLength", "uint32") });

const ballotFormat = shape("urna.v1.BallotFormat", {
  1: field("approval", approval), 2: field("cumulative", cumulative), 3: field("scoring", scoring), 4: field("ordinal", ordinal),
  5: field("chooseOne", shape("urna.v1.ChooseOneFormat", {})),
}, "format");

const rule = shape("urna.v1.RuleConfig", {
  1: field("rule", "string"),
  2: list("parameters", shape("urna.v1.RuleParameter", { 1: field("name", "string"), 2: field("value", "string") })),
  3: field("tieBreak", "enum"),
});

const project = shape("urna.v1.ProjectConfig", {
  1: field("id", "string"), 2: list("title", text), 3: field("cost", "int64"), 4: list("categories", "string"),
  5: list("summary", text), 6: field("place", "string"), 7: field("descriptionSha256", "bytes"), 8: list("imageSha256", "bytes"),
  9: field("authorsSha256", "bytes"),
});

const contest = shape("urna.v1.ContestConfig", {
  1: field("number", "uint32"), 2: field("id", "string"), 3: list("title", text), 4: field("area", "string"),
  5: field("budget", "int64"), 6: field("ballotFormat", ballotFormat), 7: field("rule", rule), 8: list("projects", project),
  9: field("minimumBallots", "uint64"), 10: field("countAnyway", "bool"),
});

const station = shape("urna.v1.StationConfig", {
  1: field("id", "string"), 2: field("area", "string"), 3: list("agentKeys", "bytes"),
});

const journal = shape("urna.v1.JournalHead", {
  1: field("origin", "string"), 2: field("vkey", "string"), 3: field("size", "uint64"), 4: field("root", "bytes"),
});

const category = shape("urna.v1.CategoryConfig", { 1: field("id", "string"), 2: list("title", text) });

/** `urna.v1.Config`; a test compares it with the .proto file. */
export const configShape = shape("urna.v1.Config", {
  1: field("protocol", "string"), 2: field("electionId", "bytes"), 3: field("process", "string"), 4: list("title", text),
  5: list("languages", "string"), 6: field("currency", "string"), 7: field("currencyDigits", "uint32"), 8: field("log", log),
  9: list("registrarKeys", "bytes"), 10: field("registrarThreshold", "uint32"), 11: list("authorityKeys", "bytes"),
  12: field("authorityThreshold", "uint32"), 13: list("trustees", trustee), 14: field("trusteeThreshold", "uint32"),
  15: field("width", "uint32"), 16: list("areas", area), 17: list("electorates", electorate), 18: list("choiceGroups", choiceGroup),
  19: list("contests", contest), 20: field("revote", "enum"), 21: field("paperPrevails", "bool"), 22: field("ballotsPerKey", "uint32"),
  23: field("openingTime", "uint64"), 24: field("closingTime", "uint64"), 25: field("complaintSeconds", "uint32"),
  26: field("attempt", "uint32"), 27: field("closingQuorum", "uint32"), 28: list("witnessVkeys", "string"),
  29: field("witnessQuorum", "uint32"), 30: field("onlineClosingTime", "uint64"), 31: list("stations", station),
  32: field("journal", journal), 33: field("mandateSha256", "bytes"), 34: field("pagesSha256", "bytes"),
  35: list("categories", category),
});
