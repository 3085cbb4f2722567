import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { TextLink } from "#components/ui/text-link.tsx";
import type { AuditEntry, AuditThing } from "#lib/features/audit-log/types.ts";
import { auditActionKey } from "./audit-action-key.ts";
import { AuditDetailList } from "./audit-detail-list.tsx";

type AuditLineProps = {
  entry: AuditEntry;
  thing: AuditThing | undefined;
  zone: string;
  unfoldHref: (run: { first: string; last: string }) => string;
};

/** When, who did what to what, and from where. */
export function AuditLine({ entry, thing, zone, unfoldHref }: AuditLineProps) {
  const t = useTranslations("auditLog");
  const { actor } = entry;
  return (
    <li className="grid gap-x-6 gap-y-1 px-4 py-3 text-sm sm:grid-cols-[9.5rem_minmax(0,1fr)] lg:grid-cols-[9.5rem_minmax(0,1fr)_auto]">
      <Times entry={entry} zone={zone} />
      <div className="grid min-w-0 gap-1">
        <p className="wrap-anywhere first-letter:uppercase">
          {entry.kind === "run" ? <RunSentence run={entry} /> : <EventSentence event={entry} thing={thing} />}
        </p>
        {entry.kind === "run" ? (
          <p className="text-xs">
            <TextLink href={unfoldHref(entry)} prefetch={false} className="inline-flex min-h-6 items-center">
              {t("unfold", { count: entry.count })}
            </TextLink>
          </p>
        ) : (
          <AuditDetailList details={entry.details} told={thing} />
        )}
      </div>
      {actor.address ? (
        <span className="text-xs text-ink-soft sm:col-start-2 lg:col-start-auto lg:pt-0.5">
          {t("address", { address: actor.address })}
        </span>
      ) : null}
    </li>
  );
}

/** On the reader's clock, and in UTC beside it, which a court may ask for. A run has a beginning, too. */
function Times({ entry, zone }: { entry: AuditEntry; zone: string }) {
  const t = useTranslations("auditLog");
  const common = useTranslations("common");
  const locale = useLocale();
  const clock = new Intl.DateTimeFormat(locale, { timeStyle: "medium", hourCycle: "h23", timeZone: zone });
  const time = (moment: Date) => (
    <time dateTime={moment.toISOString()} className="tabular-nums">
      {clock.format(moment)}
    </time>
  );
  const lasts = entry.kind === "run" && clock.format(entry.from) !== clock.format(entry.at);
  const utc = entry.at.toISOString().slice(0, 19).replace("T", " ");
  return (
    <p className="flex flex-wrap gap-x-3 text-ink-soft sm:block">
      <span className="block text-ink">
        {lasts ? t.rich("between", { from: () => time(entry.from), to: () => time(entry.at) }) : time(entry.at)}
      </span>
      {zone === "UTC" ? null : <span className="block text-xs tabular-nums">{common("utc", { time: utc })}</span>}
    </p>
  );
}

function EventSentence({ event, thing }: { event: AuditEntry & { kind: "event" }; thing: AuditThing | undefined }) {
  const t = useTranslations("auditLog");
  const { from, to } = event.details;
  // Of a request of many lines: those that were answered.
  const count = Number(to ?? 0) - Number(from ?? 0) + 1;
  const parts = { who: () => <Who entry={event} />, what: () => <What thing={thing} />, count };
  return t.rich(`sentences.${auditActionKey(event.action)}`, parts);
}

/** Actions that are usual in numbers, and said in words of their own then. */
const USUAL = ["evidence_record", "evidence_download", "session_refuse"] as const;

function RunSentence({ run }: { run: AuditEntry & { kind: "run" } }) {
  const t = useTranslations("auditLog");
  const key = auditActionKey(run.action);
  const usual = USUAL.find((each) => each === key);
  const parts = { who: () => <Who entry={run} />, count: run.count };
  return usual ? t.rich(`runs.${usual}`, parts) : t.rich("runs.other", { ...parts, action: t(`actions.${key}`) });
}

function Who({ entry }: { entry: AuditEntry }) {
  const t = useTranslations("auditLog");
  const { actor, actorName } = entry;
  if (!actorName) return t(`kinds.${actor.kind}`);
  return (
    <>
      <bdi className="font-medium">{actorName}</bdi>
      {actor.kind === "user" ? null : <> ({t(`kinds.${actor.kind}`)})</>}
    </>
  );
}

function What({ thing }: { thing: AuditThing | undefined }): ReactNode {
  const t = useTranslations("auditLog");
  if (!thing) return t("something");
  const name = <bdi>{thing.text}</bdi>;
  return thing.href ? (
    <TextLink href={thing.href} prefetch={false}>
      {name}
    </TextLink>
  ) : (
    <span className="font-medium">{name}</span>
  );
}
