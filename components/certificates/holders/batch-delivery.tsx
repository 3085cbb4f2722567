import { getTranslations } from "next-intl/server";
import { Card } from "#components/ui/card.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { BatchDelivery as Delivery } from "#lib/features/certificates/holders/types.ts";

const COUNTS = ["sent", "waiting", "failed", "unaddressed", "claimed"] as const;

/** How an issued batch reached its holders, and whose address has to be corrected. */
export async function BatchDelivery(props: { delivery: Promise<Delivery & { sendsMail: boolean }> }) {
  const [t, why, delivery] = await Promise.all([
    getTranslations("batchDelivery"),
    getTranslations("delivery.failures"),
    props.delivery,
  ]);
  const { undelivered, failed, waiting, sendsMail } = delivery;
  const counted = COUNTS.filter((name) => name === "claimed" || delivery[name] > 0);
  return (
    <Card title={t("title")}>
      <DefinitionList items={counted.map((name) => ({ term: t(`counts.${name}`), description: delivery[name] }))} />
      {waiting > 0 && !sendsMail ? <p className="mt-3 text-sm text-ink-soft">{t("held")}</p> : null}
      {undelivered.length > 0 ? (
        <div className="mt-3 grid gap-2 text-sm">
          <p className="text-ink-soft">{t("undelivered")}</p>
          <ul className="grid gap-1">
            {undelivered.map(({ id: certificate, holderName, failure }) => (
              <li key={certificate}>
                <TextLink href={`/certificates/${certificate}`}>
                  <bdi>{holderName}</bdi>
                </TextLink>
                {failure ? <span className="block text-xs text-ink-soft">{why(failure)}</span> : null}
              </li>
            ))}
          </ul>
          {failed > undelivered.length ? <p>{t("more", { count: failed - undelivered.length })}</p> : null}
        </div>
      ) : null}
    </Card>
  );
}
