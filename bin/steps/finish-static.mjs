/**
 * `node bin/steps/finish-static.mjs`: makes the build's files what browsers are best sent. Scripts that run as soon as they are there
 * begin with V8's hint for that (docs/decisions/0054). Beside each script and style sheet lie the same bytes in Brotli (RFC 7932), at its
 * slowest: a sixth less than what the framework compresses with gzip for each visitor anew. bin/web/static-files.ts sends them.
 */
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";

const BUILD = fileURLToPath(new URL("../../.next", import.meta.url));
const FOLDER = join(BUILD, "static");
/** What is shorter fits into the first packet as it is. */
const BYTES_MIN = 1_024;
/** "All functions here are called while the page loads": compiled off the page's thread, as they arrive, instead of on it when they are called. */
const HINT = Buffer.from("//# allFunctionsCalledOnLoad\n");
const MANIFESTS = "server/app/**/page_client-reference-manifest.js";
const ENTRIES = /"entryJSFiles":(\{[^}]*\})/;

for (const name of scriptsOfPages()) {
  const path = join(BUILD, name);
  const bytes = readFileSync(path);
  if (!bytes.subarray(0, HINT.length).equals(HINT)) writeFileSync(path, Buffer.concat([HINT, bytes]));
}

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

/** Those that come with a page itself, not those that it loads when it needs them: of these only a part is called. */
function scriptsOfPages() {
  const { rootMainFiles } = JSON.parse(readFileSync(join(BUILD, "build-manifest.json"), "utf8"));
  const entries = globSync(MANIFESTS, { cwd: BUILD }).flatMap((name) => {
    const [, found = "{}"] = ENTRIES.exec(readFileSync(join(BUILD, name), "utf8")) ?? [];
    return Object.values(JSON.parse(found)).flat();
  });
  return new Set([...rootMainFiles, ...entries]);
}
