import { useTranslations } from "next-intl";
import { ConfirmedAction } from "#components/forms/confirmed-action.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Card } from "#components/ui/card.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { removeDomainAction } from "#lib/features/certificates/issuers/actions.ts";
import { DOMAIN_FILE_PATH, type ShownDomain, TXT_LABEL } from "#lib/features/certificates/issuers/types.ts";
import { CheckDomain } from "./check-domain.tsx";
import { NewDomainForm } from "./new-domain-form.tsx";

type IssuerDomainsProps = { domains: readonly ShownDomain[]; did: string; mayManage: boolean };

/** The issuer's domains, each with what was found when it was last asked, and what it has to say. */
export function IssuerDomains({ domains, did, mayManage }: IssuerDomainsProps) {
  const t = useTranslations("issuer.domains");
  return (
    <Card title={t("title")} description={t("lead")}>
      <div className="grid gap-6">
        {domains.length === 0 ? <p className="text-sm text-ink-soft">{t("none")}</p> : null}
        {domains.length > 0 ? (
          <ul className="divide-y divide-rule border-y border-rule">
            {domains.map((domain) => (
              <li key={domain.domain} className="grid gap-3 py-4">
                <DomainState domain={domain} />
                {domain.outcome === "proven" ? null : <WhatToSay domain={domain} did={did} />}
                {mayManage ? (
                  <div className="flex flex-wrap gap-3">
                    <CheckDomain domain={domain.domain} />
                    <ConfirmedAction
                      action={removeDomainAction}
                      fields={{ domain: domain.domain }}
                      label={t("remove")}
                      longLabel={t("removeLong", { domain: domain.domain })}
                      title={t("removeTitle", { domain: domain.domain })}
                      description={t("removeText")}
                      confirmLabel={t("removeConfirm")}
                    />
                  </div>
                ) : null}
              </li>
            ))}
          </ul>
        ) : null}
        {mayManage ? <NewDomainForm /> : null}
      </div>
    </Card>
  );
}

function DomainState({ domain }: { domain: ShownDomain }) {
  const t = useTranslations("issuer.domains");
  const { outcome, proven, checkedAt, seenAt } = domain;
  const tone = outcome === "proven" ? "ok" : proven ? "attention" : outcome === undefined ? "neutral" : "danger";
  return (
    <div className="grid gap-1 text-sm">
      <div className="flex flex-wrap items-center gap-3">
        <span className="font-medium break-all">{domain.domain}</span>
        <Badge tone={tone}>{t(outcome ? `outcome.${outcome}` : "unasked")}</Badge>
      </div>
      {outcome ? <p>{t(`means.${outcome}`)}</p> : null}
      <p className="flex flex-wrap gap-x-4 text-xs text-ink-soft">
        {checkedAt ? (
          <span>
            {t("checked")} <DateTime value={checkedAt} brief />
          </span>
        ) : null}
        <span>
          {t("seen")} {seenAt ? <DateTime value={seenAt} brief /> : t("never")}
        </span>
      </p>
    </div>
  );
}

/** What has to stand where, to be copied. */
function WhatToSay({ domain: { domain, method }, did }: { domain: ShownDomain; did: string }) {
  const t = useTranslations("issuer.domains");
  const lines =
    method === "dns"
      ? [
          { what: t("recordName"), value: `${TXT_LABEL}.${domain}` },
          { what: t("recordText"), value: `did=${did}` },
        ]
      : [
          { what: t("fileAddress"), value: `https://${domain}${DOMAIN_FILE_PATH}` },
          { what: t("fileLine"), value: did },
        ];
  return (
    <dl className="grid gap-2 rounded-md border border-rule bg-sunken p-3 text-sm">
      {lines.map(({ what, value }) => (
        <div key={what} className="grid gap-x-4 sm:grid-cols-[11rem_1fr]">
          <dt className="text-ink-soft">{what}</dt>
          <dd className="flex min-w-0 items-center gap-1">
            <code className="min-w-0 text-xs break-all">{value}</code>
            <CopyButton value={value} what={what} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
