/** The configuration of the test of the worker's loop for timestamps. Imported first. */
import "#tests/support/environment.ts";
import { join } from "node:path";
import { testFolder } from "#tests/support/environment.ts";

/** Written by the test, before the list is read. */
export const AUTHORITIES_FILE: string = join(testFolder, "authorities.json");

Object.assign(process.env, { TIMESTAMP_AUTHORITIES: AUTHORITIES_FILE, TIMESTAMP_INTERVAL_MS: "1000" });
