/** Reads `.env` beside package.json when it is imported: before lib/env.ts. What is set already wins. */
import { existsSync } from "node:fs";
import { loadEnvFile } from "node:process";
import { fileURLToPath } from "node:url";

const path = fileURLToPath(new URL("../../.env", import.meta.url));
if (existsSync(path)) loadEnvFile(path);
