import { useTranslations } from "next-intl";
import { EntryType } from "#components/explorer/entries-table.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { IssuerPage } from "#lib/features/certificates/issuers/types.ts";
import { listPath } from "#lib/features/certificates/status/types.ts";
import { KeyFacts } from "./key-facts.tsx";

/** Lists that are linked; a bigger issuer's others lie at the same addresses. */
const LISTS_SHOWN = 10;

export function IssuerPublicPage({ page, lists }: { page: IssuerPage; lists: number }) {
  const t = useTranslations("issuer.public");
  const { issuer, domains, ended, keys } = page;
  const proven = domains.filter((domain) => domain.proven);
  return (
    <div className="page page-narrow grid gap-6 pb-12">
      <PageHeader title={issuer.name} lead={t("lead")} />
      {ended ? <Callout tone="attention">{t("ended")}</Callout> : null}
      <Card title={t("proven")} description={t("provenLead")}>
        {proven.length === 0 ? (
          <Callout tone="attention" title={t("unproven")}>
            {t("unprovenText")}
          </Callout>
        ) : (
          <ul className="grid gap-3 text-sm">
            {proven.map(({ domain, method, outcome, seenAt }) => (
              <li key={domain} className="flex flex-wrap items-center gap-x-3 gap-y-1">
                <span className="font-medium break-all">{domain}</span>
                <Badge tone={outcome === "proven" ? "ok" : "attention"}>
                  {t(outcome === "proven" ? `by.${method}` : "unreached")}
                </Badge>
                <span className="text-xs text-ink-soft">
                  {t("seen")} {seenAt ? <DateTime value={seenAt} brief /> : null}
                </span>
              </li>
            ))}
          </ul>
        )}
      </Card>
      <SelfStated page={page} />
      <Card title={t("keys")} description={t("keysLead")}>
        <ul className="divide-y divide-rule">
          {keys.map((key) => (
            <li key={key.name} className="py-3 first:pt-0 last:pb-0">
              <KeyFacts shown={key} />
            </li>
          ))}
        </ul>
      </Card>
      <Documents page={page} lists={lists} />
      <Entries page={page} />
    </div>
  );
}

/** What nobody but the issuer vouches for. */
function SelfStated({ page: { issuer, issued } }: { page: IssuerPage }) {
  const t = useTranslations("issuer.public");
  const { description, url, linkedinId } = issuer;
  const linkedin = `https://www.linkedin.com/company/${linkedinId}`;
  const outside = (href: string) => (
    <a href={href} rel="nofollow noreferrer" className="text-link break-all">
      {href}
    </a>
  );
  return (
    <Card title={t("stated")} description={t("statedLead")}>
      {description ? <p className="mb-3 text-sm whitespace-pre-line wrap-anywhere">{description}</p> : null}
      <DefinitionList
        items={[
          { term: t("name"), description: issuer.name },
          { term: t("url"), description: url ? outside(url) : undefined },
          { term: t("linkedin"), description: linkedinId ? outside(linkedin) : undefined },
          { term: t("issued"), description: t("issuedCount", { count: issued }) },
        ]}
      />
    </Card>
  );
}

function Documents({ page: { issuer, addresses }, lists }: { page: IssuerPage; lists: number }) {
  const t = useTranslations("issuer.public");
  const { did, document, keys } = addresses;
  const linked = (href: string) => (
    <TextLink href={href} className="break-all">
      {href}
    </TextLink>
  );
  const numbers = Array.from({ length: Math.min(lists, LISTS_SHOWN) }, (_, at) => at + 1);
  const listLinks = numbers.map((number) => (
    <li key={number}>
      <TextLink href={listPath({ slug: issuer.slug, kind: "status", number })}>{t("list", { number })}</TextLink>
      {" · "}
      <TextLink href={listPath({ slug: issuer.slug, kind: "token-status", number })}>
        {t("tokenList", { number })}
      </TextLink>
    </li>
  ));
  return (
    <Card title={t("documents")} description={t("documentsLead")}>
      <DefinitionList
        items={[
          {
            term: t("did"),
            description: (
              <span className="inline-flex max-w-full items-center gap-1">
                <code className="min-w-0 text-xs break-all">{did}</code>
                <CopyButton value={did} what={t("did")} />
              </span>
            ),
          },
          { term: t("document"), description: linked(document) },
          { term: t("history"), description: linked(keys) },
          { term: t("lists"), description: lists > 0 ? <ul>{listLinks}</ul> : t("noLists") },
        ]}
      />
    </Card>
  );
}

function Entries({ page: { entries, allEntries } }: { page: IssuerPage }) {
  const t = useTranslations("issuer.public");
  return (
    <Card title={t("entries")} description={t("entriesLead")}>
      {entries.length === 0 ? (
        <p className="text-sm text-ink-soft">{t("noEntries")}</p>
      ) : (
        <ul className="divide-y divide-rule text-sm">
          {entries.map(({ href, index, kind, at }) => (
            <li key={href} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 py-2">
              <span className="flex flex-wrap items-center gap-x-2">
                <TextLink href={href}>{t("entry", { index })}</TextLink>
                <EntryType type={kind} />
              </span>
              <span className="text-xs text-ink-soft">
                <DateTime value={at} brief />
              </span>
            </li>
          ))}
        </ul>
      )}
      {allEntries.map((href) => (
        <p key={href} className="pt-3 text-sm">
          <TextLink href={href}>{t("allEntries")}</TextLink>
        </p>
      ))}
    </Card>
  );
}
