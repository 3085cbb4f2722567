import { getTranslations } from "next-intl/server";
import { ChannelKeys } from "#components/console/channel-keys.tsx";
import { Reach } from "#components/console/ledger-lines.tsx";
import { NoPermission } from "#components/console/no-permission.tsx";
import { NodesTable } from "#components/console/nodes-table.tsx";
import { NothingHere } from "#components/console/nothing-here.tsx";
import { QuorumForm } from "#components/console/quorum-form.tsx";
import { Decimal } from "#components/explorer/decimal.tsx";
import { Verbatim } from "#components/explorer/verbatim.tsx";
import { Breadcrumbs } from "#components/ui/breadcrumbs.tsx";
import { Card } from "#components/ui/card.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { explorerPath } from "#lib/features/ledger/sealing/types.ts";
import { loadChannelPage } from "#lib/features/operations/network/pages.ts";

type Loaded = NonNullable<Awaited<ReturnType<typeof loadChannelPage>>>;
type Found = Extract<Loaded, { policy: string }>;

export default async function ChannelPage({ params }: { params: Promise<{ name: string }> }) {
  const [t, loaded] = await Promise.all([getTranslations("console"), params.then(({ name }) => loadChannelPage(name))]);
  if (!loaded) return <NoPermission />;
  if (!loaded.ledger) {
    const back: [string, string] = ["/console/channels", t("channel.missing.back")];
    return <NothingHere title={t("channel.missing.title")} text={t("channel.missing.text")} back={back} />;
  }
  const { ledger, nodes, policy, line } = loaded;
  const { name } = ledger;
  const active = nodes.filter(({ kind, state }) => kind === "witness" && state === "active").length;
  return (
    <>
      <PageHeader
        above={<Breadcrumbs steps={[{ label: t("tabs.channels"), href: "/console/channels" }, { label: name }]} />}
        title={name}
        actions={<LinkButton href={explorerPath(name)}>{t("channel.explore")}</LinkButton>}
      />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-6">
        <Card title={t("channel.facts")}>
          <Facts loaded={loaded} />
        </Card>
        <Nodes loaded={loaded} />
        <div id="quorum" className="scroll-mt-6">
          <Card title={t("quorum.title")}>
            <QuorumForm ledger={name} needed={line?.quorum.needed ?? 0} active={active} />
          </Card>
        </div>
        <Card title={t("channel.keys")}>
          <ChannelKeys keys={ledger.keys} />
        </Card>
        <Card title={t("channel.policy")} description={t("channel.policyLead")}>
          <Verbatim text={policy} what={t("channel.policyWhat")} />
        </Card>
      </div>
    </>
  );
}

async function Nodes({ loaded: { ledger, nodes } }: { loaded: Found }) {
  const t = await getTranslations("console");
  return (
    <section className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 className="font-serif text-lg font-semibold">{t("channel.nodes")}</h2>
        <LinkButton href={`/console/nodes/new?ledger=${ledger.name}`} size="sm">
          {t("nodes.invite")}
        </LinkButton>
      </div>
      {nodes.length > 0 ? (
        <NodesTable nodes={nodes} now={new Date()} />
      ) : (
        <p className="text-sm text-ink-soft">{t("channel.nodesNone")}</p>
      )}
    </section>
  );
}

async function Facts({ loaded: { ledger, line, url } }: { loaded: Found }) {
  const [t, overview, channels] = await Promise.all([
    getTranslations("console.channel"),
    getTranslations("console.overview"),
    getTranslations("console.channels"),
  ]);
  const institutions = line?.institutions ?? 0;
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
          term: channels("institutions"),
          description: (
            <TextLink href={`/console/institutions?ledger=${ledger.name}`}>
              {t("institutionsLink", { count: institutions })}
            </TextLink>
          ),
        },
        { term: t("since"), description: <DateTime value={ledger.createdAt.toISOString()} /> },
      ]}
    />
  );
}
