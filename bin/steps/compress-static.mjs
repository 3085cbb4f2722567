/**
 * `node bin/steps/compress-static.mjs`: beside each script and style sheet of the build the same bytes in Brotli (RFC 7932), at its
 * slowest: a sixth less than what the framework compresses with gzip for each visitor anew. bin/web/static-files.ts sends them.
 */
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";

const FOLDER = fileURLToPath(new URL("../../.next/static", import.meta.url));
/** What is shorter fits into the first packet as it is. */
const BYTES_MIN = 1_024;

for (const name of globSync("**/*.{js,css,svg}", { cwd: FOLDER })) {
  const path = join(FOLDER, name);
  const bytes = readFileSync(path);
  if (bytes.length < BYTES_MIN) continue;
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params }));
}
