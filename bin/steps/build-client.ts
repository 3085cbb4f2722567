/**
 * `node bin/steps/build-client.ts [FOLDER]`: `sealbook/client` as other programs import it, JavaScript and types, into dist/client or FOLDER. Node.js
 * strips no types below node_modules, so the sources themselves cannot be handed out.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const [folder = join(ROOT, "dist", "client")] = process.argv.slice(2);
const ENTRY = join(ROOT, "lib/client/client.ts");

await build({
  entryPoints: [ENTRY],
  outfile: join(folder, "client.js"),
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
});
const types = spawnSync(
  join(ROOT, "node_modules/.bin/tsc"),
  [
    ...[ENTRY, "--ignoreConfig", "--declaration", "--emitDeclarationOnly", "--rewriteRelativeImportExtensions"],
    ...["--outDir", folder, "--target", "ES2024", "--lib", "ES2024,DOM,DOM.Iterable", "--module", "ESNext"],
    ...["--moduleResolution", "bundler", "--types", "node", "--skipLibCheck", "--strict"],
  ],
  { cwd: ROOT, stdio: "inherit" },
);
process.exitCode = types.status ?? 1;
