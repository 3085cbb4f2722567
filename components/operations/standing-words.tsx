import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { ageWords } from "#components/explorer/age-words.ts";
import { Bytes } from "#components/ui/bytes.tsx";
import type { StorageFound } from "#lib/features/evidence/retention/types.ts";
import type { Judgement, LastAudit, Standing, WorkerPulse } from "#lib/features/operations/overview/types.ts";
import { Age } from "./age.tsx";

const SECOND_MS = 1_000;

export interface StandingLine {
  name: keyof Standing;
  /** Undefined: it could not be checked. */
  judgement: Judgement | undefined;
  words: ReactNode;
  /** Where one acts. */
  href: string | undefined;
}

/** Each line of how the installation stands, what is urgent in it first by itself: the order is that of its parts. */
export function useStandingLines({ standing, now }: { standing: Standing; now: Date }): StandingLine[] {
  const t = useTranslations("operations.standing");
  const locale = useLocale();
  const { queue, unwitnessed, unstamped, disk, bucket, database, alerts, worker, clocks, audit, files } = standing;
  const line = (name: keyof Standing, href: string | undefined, words: ReactNode): StandingLine => {
    const read = standing[name];
    return { name, judgement: read && ("judgement" in read ? read.judgement : "good"), words, href };
  };
  const size = (value: number) => () => <Bytes value={value} brief />;
  const count = (name: "queue" | "unwitnessed" | "unstamped" | "alerts" | "files", value: number, age = "") =>
    value === 0 ? t(`${name}.none`) : t(`${name}.some`, { count: value, age });
  const ofBlocks = (name: "unwitnessed" | "unstamped", read: { judgement: Judgement; blocks: number }) =>
    read.judgement === "off" ? t(`${name}.off`) : count(name, read.blocks);
  return [
    line("worker", "/api/v1/health", worker && <WorkerWords worker={worker} now={now} />),
    line(
      "queue",
      "/operations/ledgers",
      queue && count("queue", queue.waiting, ageWords(queue.oldestSeconds * SECOND_MS, locale)),
    ),
    line("unwitnessed", "/operations/nodes", unwitnessed && ofBlocks("unwitnessed", unwitnessed)),
    line("unstamped", "/operations/ledgers", unstamped && ofBlocks("unstamped", unstamped)),
    line("alerts", "/operations/alerts", alerts && count("alerts", alerts.open)),
    line("files", "/operations/alerts?kind=content_damaged", files && count("files", files.damaged)),
    line(
      "disk",
      "/operations/organisations",
      disk && t.rich("disk.value", { free: size(disk.freeBytes), total: size(disk.totalBytes), folder: disk.folder }),
    ),
    line("bucket", "/operations/alerts?kind=storage_unfit", bucket && <BucketWords found={bucket.found} now={now} />),
    line("database", undefined, database && t.rich("database.value", { size: size(database.bytes) })),
    line("clocks", "/operations/alerts?kind=clock_wrong", clocks && t("clocks.value", { ms: clocks.apartMs })),
    line("audit", auditPath(audit?.last), audit && <AuditWords last={audit.last} now={now} />),
  ];
}

function BucketWords({ found, now }: { found: StorageFound | undefined; now: Date }) {
  const t = useTranslations("operations.standing.bucket");
  if (!found) return t("off");
  const { place, answers, unfit, at } = found;
  const age = () => <Age at={at} now={now} />;
  if (unfit.length > 0 || !answers) return t.rich("unfit", { place, what: unfit.join(", "), age });
  const { locks, tagsAreDigests } = answers;
  const encryption = answers.encryption || "none";
  return t.rich("fit", { place, locks, encryption, check: tagsAreDigests ? "tag" : "read", age });
}

function auditPath(last: LastAudit | "never" | undefined): string {
  return last === undefined || last === "never" ? "/operations/ledgers" : `/operations/ledgers/${last.ledger}`;
}

function WorkerWords({ worker, now }: { worker: { judgement: Judgement; seen: WorkerPulse | "never" }; now: Date }) {
  const t = useTranslations("operations.standing.worker");
  const { seen, judgement } = worker;
  if (seen === "never") return t("never");
  const { host, version, secondsAgo } = seen;
  const at = new Date(now.getTime() - secondsAgo * SECOND_MS);
  return t.rich(judgement === "good" ? "seen" : "gone", { host, version, age: () => <Age at={at} now={now} /> });
}

function AuditWords({ last, now }: { last: LastAudit | "never"; now: Date }) {
  const t = useTranslations("operations.standing.audit");
  if (last === "never") return t("never");
  const { ledger, size, findings, at } = last;
  return t.rich(findings === 0 ? "ok" : "wrong", { ledger, size, findings, age: () => <Age at={at} now={now} /> });
}
