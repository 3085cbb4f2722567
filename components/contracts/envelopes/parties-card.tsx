import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Card } from "#components/ui/card.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import type { Envelope } from "#lib/features/contracts/envelopes/types.ts";
import { PartyBadge } from "./envelope-badge.tsx";

type PartiesCardProps = {
  envelope: Pick<Envelope, "parties" | "inOrder">;
  /** What can be done for a party, by its name. */
  actions: (party: Envelope["parties"][number]) => ReactNode;
};

/** Who is to do what, and who did. */
export function PartiesCard({ envelope: { parties, inOrder }, actions }: PartiesCardProps) {
  const t = useTranslations("envelopes.page");
  const words = useTranslations("envelopes.new");
  return (
    <Card title={words("parties")} description={t(inOrder ? "inOrder" : "atOnce")}>
      <ol className="grid gap-4">
        {parties.map((party) => (
          <li key={party.name} className="grid gap-2 border-b border-rule pb-4 last:border-0 last:pb-0">
            <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
              <p className="min-w-0 wrap-anywhere">
                <span className="font-medium">{party.person}</span>
                <span className="ms-2 text-sm text-ink-soft">{words(`roles.${party.role}`)}</span>
              </p>
              <span className="flex flex-wrap items-center gap-3 text-xs text-ink-soft">
                {party.doneAt ? <DateTime value={party.doneAt.toISOString()} brief /> : null}
                <PartyBadge state={party.state} />
              </span>
            </div>
            {actions(party)}
          </li>
        ))}
      </ol>
    </Card>
  );
}
