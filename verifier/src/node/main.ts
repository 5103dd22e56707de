#!/usr/bin/env node
import { runCommand } from "./command.js";

runCommand(process.argv.slice(2)).then(({ code, output }) => {
  process.stdout.write(output);
  process.exitCode = code;
}, (error: unknown) => {
  process.stderr.write(`urna-verify: ${error instanceof Error ? error.message : "unknown error"}\n`);
  process.exitCode = 2;
});
