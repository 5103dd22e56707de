// Two agents on one text at once: in the hamlet, whose staff nobody else looks at.
import type { MandateVersionJson } from "@urna/protocol/gen/urna/v1/planning_service_pb";
import { asAgent } from "./support/agent.ts";
import { expect, expectAccessible, hamlet, test } from "./support/people.ts";
import { done, enter } from "./support/staff.ts";

const process = "processes/toulouse-2023";

test("what somebody else has changed meanwhile is not written over, and what was typed stays", { tag: "@once" }, async ({ page, expectedFaults }) => {
  expectedFaults.push(/status of 409 .*UpdateMandateDraft/u);
  const town = hamlet();
  const draft = () => asAgent<MandateVersionJson>(town, "Planning/GetMandateDraft", { process });
  await enter(page, town.token, `${town.http}/staff/toulouse-2023/mandate`);
  const field = page.getByRole("group", { name: "Limites" }).first().getByLabel("Français");
  await field.fill("Rien qui se monte à un étage");
  const { mandate, etag = "" } = await draft();
  await asAgent(town, "Planning/UpdateMandateDraft", { process, etag, mandate: { ...mandate, limits: [{ language: "fr", text: "Rien dans l’eau" }, { language: "en", text: "Nothing in the water" }] } });

  const save = page.getByRole("button", { name: "Enregistrer le brouillon" });
  const told = page.getByRole("alert").filter({ hasText: "Quelqu’un d’autre a changé ceci entre-temps." });
  for (let i = 0; i < 2; i++) {
    await save.click();
    await expect(told).toBeVisible();
  }
  await expect(field).toHaveValue("Rien qui se monte à un étage");
  expect((await draft()).mandate?.limits?.[0]?.text).toBe("Rien dans l’eau");
  await expectAccessible(page);

  // Read anew, it is said before anything is saved; whoever saves then has decided.
  page.once("dialog", (dialog) => void dialog.accept());
  await page.reload();
  await expect(page.getByText("Quelqu’un d’autre a changé ceci entre-temps.", { exact: false })).toBeVisible();
  await expect(field).toHaveValue("Rien qui se monte à un étage");
  await done(page, "Enregistrer le brouillon", "Brouillon enregistré. Rien n’est public.");
  expect((await draft()).mandate?.limits?.[0]?.text).toBe("Rien qui se monte à un étage");
  // One's own changes are no one else's.
  await field.fill("Rien qui se monte à deux étages");
  await done(page, "Enregistrer le brouillon", "Brouillon enregistré. Rien n’est public.");
});
