import { readFileSync } from "node:fs";
import base from "./playwright.config.ts";
Object.assign(process.env, JSON.parse(readFileSync("/tmp/towns.json", "utf8")));
const { globalSetup: _, ...rest } = base as unknown as Record<string, unknown>;
export default { ...rest, retries: 0, timeout: 300_000, expect: { timeout: 90_000 } };
