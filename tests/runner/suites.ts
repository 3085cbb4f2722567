/**
 * Heavy tests in suites of their own, by what they protect; `npm test` runs all others, and .ci/run runs everything.
 *
 * Whoever names a folder or a file runs what is in it, whichever suite it belongs to.
 */
export const SUITES = {
  /** What people do in a browser, page by page, in both languages, by keyboard, on a phone, in the dark. */
  journeys: /^tests\/e2e\//,
  /** Whole programs together: started, stopped and killed, of several parties, or commands against a running installation. */
  processes: new RegExp(
    [
      "^tests/network/",
      "^tests/bin/start/start\\.",
      "^tests/bin/web/processes\\.",
      "^tests/bin/commands/(?:archive|blocks|chain|import|mirror|node|odd-servers|operator|organisation|receipt|statements|submit)\\.",
      "^tests/features/ledger/sealing/(?:database|worker)-crash",
    ].join("|"),
  ),
} as const;

export type Suite = keyof typeof SUITES;
export const isSuite = (name: string): name is Suite => Object.hasOwn(SUITES, name);

/** The journeys that no change may break: recording a file, and a stranger's verdict. They run with everything else. */
const ALWAYS = /^tests\/e2e\/(?:evidence|record-page|verify)\.spec\.ts$/;

/** @returns undefined: `npm test` runs it */
export function suiteOf(path: string): Suite | undefined {
  if (ALWAYS.test(path)) return undefined;
  return (Object.keys(SUITES) as Suite[]).find((suite) => SUITES[suite].test(path));
}
