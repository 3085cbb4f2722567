/** Writes lib/client/generated/paths.ts, the types of the API's client, for `npm run generate`. */
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { readApi } from "../clients/operations.ts";
import { typesOf } from "../clients/typescript.ts";

const FOLDER = fileURLToPath(new URL("../../lib/client/generated/", import.meta.url));

mkdirSync(FOLDER, { recursive: true });
writeFileSync(`${FOLDER}paths.ts.new`, typesOf(readApi()));
renameSync(`${FOLDER}paths.ts.new`, `${FOLDER}paths.ts`);
