import { useTranslations } from "next-intl";
import { Card } from "#components/ui/card.tsx";

type WhoIsToldProps = {
  /** Name of the organisation whose owners and admins get letters. */
  organisation: string;
  sendsMail: boolean;
  /** Host of the program that is told; undefined: none is. */
  webhook: string | undefined;
  /** Messages that it has not taken so far. */
  failing: number;
};

/** Where alerts go besides this page. */
export function WhoIsTold({ organisation, sendsMail, webhook, failing }: WhoIsToldProps) {
  const t = useTranslations("alerts.notices");
  return (
    <Card title={t("title")}>
      <div className="grid max-w-prose gap-2 text-sm text-ink-soft">
        <p>{t("mail", { organisation })}</p>
        {sendsMail ? null : <p>{t("outbox")}</p>}
        <p>{webhook === undefined ? t("webhookOff") : t("webhook", { host: webhook })}</p>
        {webhook !== undefined && failing > 0 ? (
          <p className="text-danger">{t("webhookFailing", { count: failing })}</p>
        ) : null}
      </div>
    </Card>
  );
}
