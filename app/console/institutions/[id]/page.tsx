import { getTranslations } from "next-intl/server";
import { InstitutionBadge } from "#components/console/institution-badge.tsx";
import { InstitutionLedgerForm } from "#components/console/institution-ledger-form.tsx";
import { InstitutionMoves } from "#components/console/institution-moves.tsx";
import { Records } from "#components/console/institutions-table.tsx";
import { Life } from "#components/console/life.tsx";
import { NoPermission } from "#components/console/no-permission.tsx";
import { NothingHere } from "#components/console/nothing-here.tsx";
import { Breadcrumbs } from "#components/ui/breadcrumbs.tsx";
import { Card } from "#components/ui/card.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import type { Institution } from "#lib/features/accounts/organisations/types.ts";
import { loadInstitutionPage } from "#lib/features/operations/network/pages.ts";

const LIST = "/console/institutions";

export default async function InstitutionPage({ params }: { params: Promise<{ id: string }> }) {
  const [t, loaded] = await Promise.all([getTranslations("console"), params.then(({ id }) => loadInstitutionPage(id))]);
  if (!loaded) return <NoPermission />;
  if (!loaded.institution) {
    const back: [string, string] = [LIST, t("institution.missing.back")];
    return <NothingHere title={t("institution.missing.title")} text={t("institution.missing.text")} back={back} />;
  }
  const { institution, events, ledgers } = loaded;
  const { id, name, state, operates, ledger, createdAt } = institution;
  const steps = events.toReversed().map(({ number, event, at, note, user }) => ({
    number,
    title: t(`institutions.states.${event}`),
    at,
    note,
    by: user?.name,
  }));
  return (
    <>
      <PageHeader
        above={<Breadcrumbs steps={[{ label: t("tabs.institutions"), href: LIST }, { label: name }]} />}
        title={name}
      />
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-6 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <div className="grid grid-cols-[minmax(0,1fr)] gap-6">
          <Card title={t("institution.facts")}>
            <Facts institution={institution} />
          </Card>
          {state === "retired" ? null : (
            <Card title={t("institution.ledger.title")} description={t("institution.ledger.lead")}>
              <InstitutionLedgerForm id={id} ledger={ledger} ledgers={ledgers} />
            </Card>
          )}
        </div>
        <div className="grid grid-cols-[minmax(0,1fr)] gap-6">
          <Card title={t("institution.actions")}>
            <InstitutionMoves id={id} name={name} state={state} operates={operates} />
          </Card>
          <Card title={t("institution.life")}>
            <p className="pb-4 text-sm">
              {t("institution.created")} <DateTime value={createdAt.toISOString()} />
            </p>
            <Life steps={steps} />
          </Card>
        </div>
      </div>
    </>
  );
}

async function Facts({ institution }: { institution: Institution }) {
  const [t, list, ledger] = await Promise.all([
    getTranslations("console.institution"),
    getTranslations("console.institutions"),
    getTranslations("console"),
  ]);
  const { id, state, members, records, activeAt, createdAt, operates } = institution;
  return (
    <DefinitionList
      items={[
        {
          term: list("state"),
          description: (
            <>
              <InstitutionBadge state={state} /> {operates ? list("operates") : null}
            </>
          ),
        },
        { term: t("id"), description: <code className="text-xs break-all">{id}</code> },
        { term: ledger("ledger"), description: institution.ledger },
        { term: list("members"), description: members },
        { term: list("records"), description: <Records count={records} /> },
        { term: list("active"), description: activeAt ? <DateTime value={activeAt.toISOString()} /> : "–" },
        { term: t("since"), description: <DateTime value={createdAt.toISOString()} /> },
      ]}
    />
  );
}
