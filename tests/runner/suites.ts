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
      "^tests/hsm/",
      "^tests/examples/",
      "^tests/bin/start/(?:start|deaths)\\.",
      "^tests/bin/steps/migrate\\.",
      "^tests/bin/web/(?:connections|processes)\\.",
      "^tests/bin/commands/(?:archive|blocks|bundle|chain|import|keys|mirror|node|odd-servers|operator|organisation|receipt|statements|submit|submit-bulk|submit-large|verify-online)\\.",
      "^tests/interop/java-client\\.",
      "^tests/features/ledger/sealing/(?:database|worker)-crash",
      "^tests/features/certificates/issuing/crash\\.",
      "^tests/features/evidence/(?:intake/killed-bulk|resumable/killed)",
      "^tests/parties/witness/witness-(?:restart|server)\\.",
    ].join("|"),
  ),
  /** Storage in buckets of two real servers, which the tests start from Debian's packages. */
  s3: /^tests\/s3\//,
  /** What machines do to an installation: processes killed, disks full, clocks wrong, servers lost, under load. */
  faults: /^tests\/faults\//,
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
