#!/usr/bin/env node
/**
 * `npm start` and `npm run dev`: from a fresh clone to a running product, and to a clean end.
 *
 * Runs on the machine's own Node.js, before anything is installed; everything it starts runs on the installed one.
 */
import { run } from "./run.mjs";

process.exitCode = await run({ dev: process.argv.includes("--dev") });
process.exit();
