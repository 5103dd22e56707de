import { type Currency, decimalText } from "../../words/amounts.js";
import type { Row } from "../logic/inbox.js";
import { wallTimeAt } from "../logic/zoned.js";
import type fr from "./words.fr.js";

interface Words {
  readonly t: typeof fr;
  readonly area: (id: string) => string;
  readonly category: (id: string) => string;
  readonly status: (row: Row) => string;
  readonly agent: (accessToken: string) => string;
  readonly address: (row: Row) => string;
}

/** Rows as a table for spreadsheets, its heads first: amounts without a sign, days as ISO 8601 has them, in the calendar's zone. */
export function tableOf(rows: readonly Row[], { t, area, category, status, agent, address }: Words, currency: Currency, zone: string, decimalMark: "," | "."): string[][] {
  const day = (seconds: number | undefined) => (seconds === undefined ? "" : wallTimeAt(Math.floor(seconds), zone).slice(0, 10));
  const heads = t.file;
  return [
    [heads.number, heads.title, heads.category, heads.area, `${heads.cost} (${currency.code})`, heads.status, heads.screening, heads.agent, heads.due, heads.since, heads.reports, heads.address],
    ...rows.map((row) => [
      String(row.number), row.title === "" ? t.erased : row.title, category(row.category), area(row.area),
      row.cost === undefined ? "" : decimalText(row.cost, currency.digits).replace(".", decimalMark), status(row), row.awaitsScreening ? t.yes : t.no,
      row.assignee === "" ? "" : agent(row.assignee), day(row.due), day(row.since), String(row.reports), address(row),
    ]),
  ];
}
