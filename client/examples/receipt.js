// Checks receipts without a server, and whether several contradict one another.
import { checkReceiptFile, compareReceipts, readReceiptFile } from "@urna/client/checks";
import { explain } from "@urna/client/words";

const status = document.querySelector("[role=status]");

document.querySelector("#files").onchange = async ({ target }) => {
  const key = document.querySelector("#key").value.trim();
  try {
    const claims = [];
    for (const file of target.files) claims.push(checkReceiptFile(readReceiptFile(await file.text()), key === "" ? undefined : key));
    compareReceipts(claims);
    const lines = claims.map(({ tracker, index, logVkey }) => `Ballot ${tracker} is record ${index} of the log ${logVkey}.`);
    if (key === "") lines.push("Compare the key of the log with the published one.");
    status.innerText = lines.join("\n");
  } catch (error) {
    status.innerText = explain(error, "en");
  }
};
document.body.dataset.ready = "yes";
