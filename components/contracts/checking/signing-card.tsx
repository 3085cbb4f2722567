import { useTranslations } from "next-intl";
import { Badge } from "#components/ui/badge.tsx";
import { Card } from "#components/ui/card.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { Timeline } from "#components/ui/timeline.tsx";
import type { CheckedSigning } from "#lib/features/contracts/checking/types.ts";
import { RecordFacts } from "./record-facts.tsx";

const TONES = {
  sent: "attention",
  completed: "ok",
  declined: "danger",
  voided: "danger",
  expired: "danger",
} as const;
const DOTS = { done: "done", due: "current", waiting: "waiting", over: "waiting" } as const;

/** How a contract stands that went out for signing: roles and times, no names. */
export function SigningCard({ signing, organisation }: { signing: CheckedSigning; organisation: string }) {
  const t = useTranslations("contractCheck");
  const { state, sentAt, expiresAt, endedAt, parties, completed } = signing;
  return (
    <Card
      title={t("signing")}
      description={t(`means.${state}`)}
      actions={<Badge tone={TONES[state]}>{t(`states.${state}`)}</Badge>}
    >
      <DefinitionList
        items={[
          { term: t("sentAt"), description: <DateTime value={sentAt} /> },
          endedAt
            ? { term: t("endedAt"), description: <DateTime value={endedAt} /> }
            : { term: t("expiresAt"), description: <DateTime value={expiresAt} /> },
        ]}
      />
      <h3 className="pt-4 pb-3 text-sm font-semibold">{t("parties")}</h3>
      <Timeline
        items={parties.map(({ role, state: stands, doneAt }) => ({
          title: t(`roles.${role}`, { organisation }),
          time: doneAt ? <DateTime value={doneAt} /> : t(`partyStates.${stands}`),
          state: DOTS[stands],
        }))}
      />
      {completed ? (
        <>
          <h3 className="pt-4 pb-1 text-sm font-semibold">{t("finished")}</h3>
          <RecordFacts record={completed} />
        </>
      ) : null}
    </Card>
  );
}
