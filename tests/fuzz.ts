/** `npm run fuzz [-- CASES]`: damaged texts for every parser, a million unless said otherwise; for the night. `npm test` tries thousands. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";

const CASES = 1_000_000;
const cases = Number(process.argv[2] ?? CASES);
if (!Number.isSafeInteger(cases) || cases < 1) {
  console.error("How many cases? A number, such as 1000000.");
  process.exit(2);
}
const { status } = spawnSync(process.execPath, ["--test", join(import.meta.dirname, "**/hostile-*.test.ts")], {
  stdio: "inherit",
  env: { ...process.env, FUZZ_CASES: String(cases) },
});
process.exitCode = status ?? 1;
