/** What is built: imported by tests that need it. The runner builds before it runs them. */
import { join } from "node:path";
import { arePagesCurrent } from "../../bin/start/build.mjs";
import { ROOT } from "../../bin/start/settings.mjs";

if (!arePagesCurrent()) throw new Error("There is no build of these sources: run npm test -- build first");

/** The offline verifier. */
export const VERIFIER: string = join(ROOT, ".next", "verifier", "sealbook-verifier.html");
