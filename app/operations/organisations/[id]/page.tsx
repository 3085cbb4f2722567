import { getTranslations } from "next-intl/server";
import { Life } from "#components/operations/life.tsx";
import { NoPermission } from "#components/operations/no-permission.tsx";
import { NothingHere } from "#components/operations/nothing-here.tsx";
import { OrganisationBadge } from "#components/operations/organisation-badge.tsx";
import { OrganisationLedgerForm } from "#components/operations/organisation-ledger-form.tsx";
import { OrganisationMoves } from "#components/operations/organisation-moves.tsx";
import { OrganisationQuotasForm } from "#components/operations/organisation-quotas-form.tsx";
import { Records } from "#components/operations/organisations-table.tsx";
import { StorageUsed } from "#components/organisations/storage-used.tsx";
import { Breadcrumbs } from "#components/ui/breadcrumbs.tsx";
import { Card } from "#components/ui/card.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import type { ListedOrganisation } from "#lib/features/accounts/organisations/types.ts";
import { loadOrganisationPage } from "#lib/features/operations/installation/pages.ts";

const LIST = "/operations/organisations";

export default async function OrganisationPage({ params }: { params: Promise<{ id: string }> }) {
  const [t, loaded] = await Promise.all([
    getTranslations("operations"),
    params.then(({ id }) => loadOrganisationPage(id)),
  ]);
  if (!loaded) return <NoPermission />;
  if (!loaded.organisation) {
    const back: [string, string] = [LIST, t("organisation.missing.back")];
    return <NothingHere title={t("organisation.missing.title")} text={t("organisation.missing.text")} back={back} />;
  }
  const { organisation, events, ledgers, storage, quotas, defaultQuota } = loaded;
  const { id, name, state, operates, ledger, createdAt } = organisation;
  const steps = events.toReversed().map(({ number, event, at, note, user }) => ({
    number,
    title: t(`organisations.states.${event}`),
    at,
    note,
    by: user?.name,
  }));
  return (
    <>
      <PageHeader
        above={<Breadcrumbs steps={[{ label: t("tabs.organisations"), href: LIST }, { label: name }]} />}
        title={name}
      />
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-6 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <div className="grid grid-cols-[minmax(0,1fr)] gap-6">
          <Card title={t("organisation.facts")}>
            <Facts organisation={organisation} />
          </Card>
          <Card title={t("organisation.quota.title")} description={t("organisation.quota.lead")}>
            <p className="pb-4 text-sm">
              <StorageUsed storage={storage} />
            </p>
            {state === "retired" ? null : (
              <OrganisationQuotasForm id={id} quotas={quotas} defaultQuota={defaultQuota} />
            )}
          </Card>
          {state === "retired" ? null : (
            <Card title={t("organisation.ledger.title")} description={t("organisation.ledger.lead")}>
              <OrganisationLedgerForm id={id} ledger={ledger} ledgers={ledgers} />
            </Card>
          )}
        </div>
        <div className="grid grid-cols-[minmax(0,1fr)] gap-6">
          <Card title={t("organisation.actions")}>
            <OrganisationMoves id={id} name={name} state={state} operates={operates} />
          </Card>
          <Card title={t("organisation.life")}>
            <p className="pb-4 text-sm">
              {t("organisation.created")} <DateTime value={createdAt.toISOString()} />
            </p>
            <Life steps={steps} />
          </Card>
        </div>
      </div>
    </>
  );
}

async function Facts({ organisation }: { organisation: ListedOrganisation }) {
  const [t, list, ledger] = await Promise.all([
    getTranslations("operations.organisation"),
    getTranslations("operations.organisations"),
    getTranslations("operations"),
  ]);
  const { id, state, members, records, activeAt, createdAt, operates } = organisation;
  return (
    <DefinitionList
      items={[
        {
          term: list("state"),
          description: (
            <>
              <OrganisationBadge state={state} /> {operates ? list("operates") : null}
            </>
          ),
        },
        { term: t("id"), description: <code className="text-xs break-all">{id}</code> },
        { term: ledger("ledger"), description: organisation.ledger },
        { term: list("members"), description: members },
        { term: list("records"), description: <Records count={records} /> },
        { term: list("active"), description: activeAt ? <DateTime value={activeAt.toISOString()} /> : "–" },
        { term: t("since"), description: <DateTime value={createdAt.toISOString()} /> },
      ]}
    />
  );
}
