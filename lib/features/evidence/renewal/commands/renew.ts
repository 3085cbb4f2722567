/** `sealbook renew` */

import { plain } from "#lib/core/text/plain-text.ts";
import { FIRST_LEDGER } from "#lib/features/ledger/sealing/types.ts";
import { type Context, EXIT, type ExitCode } from "#lib/infra/terminal/command.ts";
import { withInstallation } from "#lib/infra/terminal/installation.ts";
import { print, printJson, progressLine, table } from "#lib/infra/terminal/terminal.ts";
import type { Say } from "#lib/infra/terminal/words.ts";
import type { LostContent, RenewPhase, RenewReport } from "../types.ts";

/** Lines about lost content; the rest is counted. */
const LOST_SHOWN_MAX = 20;

export async function renew(context: Context): Promise<ExitCode> {
  const { options, say, json } = context;
  const ledger = typeof options.ledger === "string" ? options.ledger : FIRST_LEDGER;
  const progress = progressLine();
  const breaking = new AbortController();
  // What is under way is finished, and what was done stays; a second Ctrl-C ends the process at once.
  const onSignal = () => breaking.abort(new Error("SIGINT"));
  process.once("SIGINT", onSignal);
  const report = await withInstallation(context, async () => {
    const [{ renewLedger }, { timestampAuthorities }] = await Promise.all([
      import("../verbs/renew.ts"),
      import("#lib/infra/tsa/authorities.ts"),
    ]);
    const onProgress = (now: RenewPhase) => progress.show(progressText(now, say));
    const authorities = timestampAuthorities().filter(({ active }) => active);
    const asked = { actor: { kind: "operator" } as const, ledger, newest: options.newest === true };
    return await renewLedger({ ...asked, authorities, onProgress, signal: breaking.signal });
  }).finally(() => {
    process.off("SIGINT", onSignal);
    progress.clear();
  });
  if (json) printJson(report ? jsonOf(report) : { ledger, renewed: false });
  else print(report ? reportText(report, say) : say("renew.nothing", { ledger }));
  return report && report.lost.length > 0 ? EXIT.files : EXIT.ok;
}

function progressText(now: RenewPhase, say: Say): string {
  const { done } = now;
  return now.phase === "tree" ? say("renew.tree", { done, all: now.all }) : say("renew.contents", { done });
}

function jsonOf({ lost, stamps, size, behind, contents, recordsOnly, ...rest }: RenewReport) {
  return {
    ...rest,
    ...{ renewed: true, size: Number(size), behind: Number(behind) },
    ...{ contents: Number(contents), recordsOnly: Number(recordsOnly) },
    lost: lost.map(lostJson),
    stamps: stamps.map(({ authority, outcome }) =>
      "token" in outcome ? { authority, time: outcome.time.toISOString() } : { authority, ...outcome },
    ),
  };
}

function lostJson({ organisationId, sha256, size, damage }: LostContent) {
  return { organisation: organisationId, sha256: Buffer.from(sha256).toString("hex"), size, damage };
}

function reportText(report: RenewReport, say: Say): string {
  const { ledger, number, size, behind, contents, recordsOnly, evidenceId, statement, milliseconds } = report;
  const figure = (value: bigint) => value.toLocaleString("en-US");
  const rows: [string, string][] = [
    [say("renew.contentsTitle"), figure(contents)],
    [say("renew.recordsTitle"), figure(recordsOnly)],
    [say("renew.behindTitle"), figure(behind)],
    [say("renew.recordTitle"), evidenceId],
    [say("renew.time"), say("renew.timeValue", { seconds: (milliseconds / 1_000).toFixed(1) })],
  ];
  const head = say("renew.done", { ledger: plain(ledger), number, size: Number(size) });
  return [
    head,
    table(rows, ""),
    ...lostText(report, say),
    ...stampsText(report, say),
    say("renew.next"),
    "",
    statement,
  ].join("\n");
}

function lostText({ lost }: RenewReport, say: Say): string[] {
  if (lost.length === 0) return [];
  const problems = {
    missing: say("renew.damageMissing"),
    size: say("renew.damageSize"),
    digest: say("renew.damageDigest"),
    unreadable: say("renew.damageUnreadable"),
  };
  const shown = lost.slice(0, LOST_SHOWN_MAX).map((each) => {
    const { sha256, organisation, damage } = lostJson(each);
    return say("renew.lostLine", { sha256, organisation, problem: problems[damage] });
  });
  const more = lost.length - shown.length;
  return [
    say("renew.lost", { count: lost.length }),
    ...shown,
    ...(more > 0 ? [say("renew.more", { count: more })] : []),
  ];
}

function stampsText({ stamps, isStamped }: RenewReport, say: Say): string[] {
  const said = stamps.map(({ authority, outcome }) =>
    "token" in outcome
      ? say("renew.stamped", { authority, time: outcome.time.toISOString() })
      : say("renew.unstamped", { authority, failure: outcome.failed, detail: plain(outcome.detail) }),
  );
  return isStamped ? said : [...said, say("renew.undated")];
}
