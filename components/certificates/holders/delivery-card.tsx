import { useTranslations } from "next-intl";
import { Badge } from "#components/ui/badge.tsx";
import { Card } from "#components/ui/card.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import type { Delivery } from "#lib/features/certificates/holders/types.ts";
import { AddressForm, HandOver, SendAgain } from "./delivery-forms.tsx";

const TONES = {
  sent: "text-ink-soft",
  held: "text-attention",
  waiting: "text-ink-soft",
  retrying: "text-attention",
  failed: "text-danger",
  expired: "text-danger",
} as const;

/** Whether a certificate reached its holder, and what its issuer can do where it did not. */
export function DeliveryCard({ id, delivery }: { id: string; delivery: Delivery }) {
  const t = useTranslations("delivery");
  const { email, claimedAt, letter, failure, maySend, sendsMail } = delivery;
  return (
    <Card
      title={t("title")}
      actions={<Badge tone={claimedAt ? "ok" : "neutral"}>{claimedAt ? t("claimed") : t("unclaimed")}</Badge>}
    >
      <div className="grid gap-4 text-sm">
        {claimedAt ? <DateTime value={claimedAt} brief /> : null}
        {letter ? (
          <p>
            <span className="block break-all">{letter.to}</span>
            <span className={TONES[letter.state]}>{t(`states.${letter.state}`)}</span>
            {failure ? <span className="block text-xs text-ink-soft">{t(`failures.${failure}`)}</span> : null}
            <span className="block text-xs text-ink-soft">
              <DateTime value={letter.at} brief />
            </span>
          </p>
        ) : null}
        {email === undefined ? <p className="text-ink-soft">{t("noAddress")}</p> : null}
        {maySend && sendsMail && email !== undefined ? <SendAgain id={id} /> : null}
        {maySend ? <AddressForm id={id} email={email ?? ""} /> : null}
        {maySend ? <HandOver id={id} /> : null}
      </div>
    </Card>
  );
}
