import { getTranslations } from "next-intl/server";
import { Decimal } from "#components/explorer/decimal.tsx";
import { Verbatim } from "#components/explorer/verbatim.tsx";
import { LedgerKeys } from "#components/operations/ledger-keys.tsx";
import { Reach } from "#components/operations/ledger-lines.tsx";
import { NoPermission } from "#components/operations/no-permission.tsx";
import { NodesTable } from "#components/operations/nodes-table.tsx";
import { NothingHere } from "#components/operations/nothing-here.tsx";
import { QuorumForm } from "#components/operations/quorum-form.tsx";
import { Breadcrumbs } from "#components/ui/breadcrumbs.tsx";
import { Card } from "#components/ui/card.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { explorerPath } from "#lib/features/ledger/sealing/types.ts";
import { loadLedgerPage } from "#lib/features/operations/installation/pages.ts";

type Loaded = NonNullable<Awaited<ReturnType<typeof loadLedgerPage>>>;
type Found = Extract<Loaded, { policy: string }>;

export default async function LedgerPage({ params }: { params: Promise<{ name: string }> }) {
  const [t, loaded] = await Promise.all([
    getTranslations("operations"),
    params.then(({ name }) => loadLedgerPage(name)),
  ]);
  if (!loaded) return <NoPermission />;
  if (!loaded.ledger) {
    const back: [string, string] = ["/operations/ledgers", t("ledgerPage.missing.back")];
    return <NothingHere title={t("ledgerPage.missing.title")} text={t("ledgerPage.missing.text")} back={back} />;
  }
  const { ledger, nodes, policy, line } = loaded;
  const { name } = ledger;
  const active = nodes.filter(({ kind, state }) => kind === "witness" && state === "active").length;
  return (
    <>
      <PageHeader
        above={<Breadcrumbs steps={[{ label: t("tabs.ledgers"), href: "/operations/ledgers" }, { label: name }]} />}
        title={name}
        actions={<LinkButton href={explorerPath(name)}>{t("ledgerPage.explore")}</LinkButton>}
      />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-6">
        <Card title={t("ledgerPage.facts")}>
          <Facts loaded={loaded} />
        </Card>
        <Nodes loaded={loaded} />
        <div id="quorum" className="scroll-mt-6">
          <Card title={t("quorum.title")}>
            <QuorumForm ledger={name} needed={line?.quorum.needed ?? 0} active={active} />
          </Card>
        </div>
        <Card title={t("ledgerPage.keys")}>
          <LedgerKeys keys={ledger.keys} />
        </Card>
        <Card title={t("ledgerPage.policy")} description={t("ledgerPage.policyLead")}>
          <Verbatim text={policy} what={t("ledgerPage.policyWhat")} />
        </Card>
      </div>
    </>
  );
}

async function Nodes({ loaded: { ledger, nodes } }: { loaded: Found }) {
  const t = await getTranslations("operations");
  return (
    <section className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 className="font-serif text-lg font-semibold">{t("ledgerPage.nodes")}</h2>
        <LinkButton href={`/operations/nodes/new?ledger=${ledger.name}`} size="sm">
          {t("nodes.invite")}
        </LinkButton>
      </div>
      {nodes.length > 0 ? (
        <NodesTable nodes={nodes} now={new Date()} />
      ) : (
        <p className="text-sm text-ink-soft">{t("ledgerPage.nodesNone")}</p>
      )}
    </section>
  );
}

async function Facts({ loaded: { ledger, line, url } }: { loaded: Found }) {
  const [t, overview, ledgers] = await Promise.all([
    getTranslations("operations.ledgerPage"),
    getTranslations("operations.overview"),
    getTranslations("operations.ledgers"),
  ]);
  const organisations = line?.organisations ?? 0;
  const block = line?.block;
  return (
    <DefinitionList
      items={[
        { term: t("origin"), description: <code className="font-mono text-[0.9em] break-all">{ledger.origin}</code> },
        {
          term: t("address"),
          description: (
            <a href={`/ledger/${ledger.name}/checkpoint`} className="text-link break-all">
              {url}
            </a>
          ),
        },
        { term: overview("size"), description: <Decimal value={String(line?.treeSize ?? 0n)} /> },
        {
          term: overview("block"),
          description: block ? (
            <>
              <Decimal value={String(block.height)} /> <DateTime value={block.time.toISOString()} />
            </>
          ) : (
            overview("none")
          ),
        },
        { term: overview("witnessed"), description: <Reach height={line?.witnessed?.height} of={block?.height} /> },
        { term: overview("stamped"), description: <Reach height={line?.stamped?.height} of={block?.height} /> },
        {
          term: ledgers("organisations"),
          description: (
            <TextLink href={`/operations/organisations?ledger=${ledger.name}`}>
              {t("organisationsLink", { count: organisations })}
            </TextLink>
          ),
        },
        { term: t("since"), description: <DateTime value={ledger.createdAt.toISOString()} /> },
      ]}
    />
  );
}
