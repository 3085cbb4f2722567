import { getTranslations } from "next-intl/server";
import { KeyFacts } from "#components/api-keys/key-facts.tsx";
import { KeyForm } from "#components/api-keys/key-form.tsx";
import { KeySecrets } from "#components/api-keys/key-secrets.tsx";
import { KEY_TONES } from "#components/api-keys/keys-table.tsx";
import { RevokeKey } from "#components/api-keys/revoke-key.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { loadApiKey } from "#lib/features/accounts/api-keys/pages.ts";

export default async function KeyPage({ params }: { params: Promise<{ id: string }> }) {
  const [t, { key, unit, mayChange, mayRevoke }] = await Promise.all([
    getTranslations("settings.keys"),
    loadApiKey(await params),
  ]);
  const { refusedAt, refusedFrom } = key;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
      <div>
        <TextLink href="/settings/keys">{t("back")}</TextLink>
      </div>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <div className="flex min-w-0 flex-wrap items-center gap-3">
          <h2 className="min-w-0 font-serif text-lg font-semibold wrap-anywhere">{key.name}</h2>
          <Badge tone={KEY_TONES[key.state]}>{t(`states.${key.state}`)}</Badge>
        </div>
        {mayRevoke ? <RevokeKey id={key.id} name={key.name} prefix={key.prefix} /> : null}
      </div>
      {refusedAt && refusedFrom && key.state === "active" ? (
        <Callout tone="attention" title={t("refusedTitle")}>
          {t.rich("refusedText", {
            address: () => <code className="font-mono">{refusedFrom}</code>,
            at: () => <DateTime value={refusedAt.toISOString()} brief />,
          })}
        </Callout>
      ) : null}
      <div className="grid items-start gap-5 lg:grid-cols-2">
        <Card title={t("facts")}>
          <KeyFacts apiKey={key} unit={unit?.path} />
        </Card>
        <Card title={t("secrets")} description={t("secretsLead")}>
          <KeySecrets apiKey={key} mayChange={mayChange} mayRevoke={mayRevoke} />
        </Card>
        {mayChange ? (
          <Card title={t("changeTitle")}>
            <KeyForm apiKey={key} />
          </Card>
        ) : null}
      </div>
    </div>
  );
}
