/** `npm run java-client -- FOLDER`: the sources of the Java client, those that are written and those that follow from the description. */
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { javaOf } from "./java.ts";
import { readApi } from "./operations.ts";

const WRITTEN = fileURLToPath(new URL("../../clients/java", import.meta.url));

const [folder] = process.argv.slice(2);
if (!folder) {
  console.error("Usage: npm run java-client -- FOLDER");
  process.exit(2);
}
mkdirSync(folder, { recursive: true });
cpSync(WRITTEN, folder, { recursive: true });
writeFileSync(join(folder, "sealbook/client/Api.java"), javaOf(readApi()));
