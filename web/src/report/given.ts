import type { ReportDocument } from "./document.js";

/** The report that was put into this page. */
export const text = document.querySelector("#outcome")?.textContent ?? "";
export const given = JSON.parse(text) as ReportDocument;
