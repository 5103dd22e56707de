import type { MessageTemplateJson, OccasionJson } from "@urna/protocol/gen/urna/v1/messages_service_pb";

/** The text of an occasion in a language. Where it has none yet it begins as that of another one, whose etag is not its own; undefined where there is no such occasion. */
export function templateOf(templates: readonly MessageTemplateJson[], occasion: OccasionJson | undefined, language: string): MessageTemplateJson | undefined {
  const all = templates.filter((one) => one.occasion === occasion);
  const own = all.find((one) => one.language?.toLowerCase() === language.toLowerCase());
  if (own !== undefined) return own;
  const other = all.find((one) => one.language === "en") ?? all[0];
  return other === undefined ? undefined : { ...other, language, origin: "TEMPLATE_ORIGIN_UNSPECIFIED", etag: "" };
}
