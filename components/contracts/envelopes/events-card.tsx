import { useTranslations } from "next-intl";
import { Card } from "#components/ui/card.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { Timeline } from "#components/ui/timeline.tsx";
import type { ContractEvent, Envelope } from "#lib/features/contracts/envelopes/types.ts";

/** The chain of the contract: what was done, and the record of each. */
export function EventsCard({ envelope, events }: { envelope: Envelope; events: readonly ContractEvent[] }) {
  const t = useTranslations("envelopes.page");
  const personOf = (name: string | undefined) => envelope.parties.find((each) => each.name === name)?.person ?? "";
  return (
    <Card title={t("events")} description={t("eventsText")}>
      {events.length === 0 ? (
        <p className="text-sm text-ink-soft">{t("noEvents")}</p>
      ) : (
        <Timeline
          items={events.map(({ number, kind, party, at, evidenceId }) => ({
            title: t(`eventKinds.${kind}`, { who: personOf(party) }),
            time: <DateTime value={at.toISOString()} />,
            state: evidenceId === undefined ? "current" : "done",
            detail: (
              <span className="flex flex-wrap gap-x-4">
                {evidenceId === undefined ? (
                  t("unrecorded")
                ) : (
                  <TextLink href={`/evidence/${evidenceId}`} aria-label={t("recordOf", { number })}>
                    {t("record")}
                  </TextLink>
                )}
                <a
                  href={`/api/v1/contracts/envelopes/${envelope.id}/events/${number}`}
                  className="text-link"
                  aria-label={t("statementOf", { number })}
                >
                  {t("statement")}
                </a>
              </span>
            ),
          }))}
        />
      )}
    </Card>
  );
}
