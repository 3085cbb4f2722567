import { getTranslations } from "next-intl/server";
import { ChangeNodeForm } from "#components/operations/change-node-form.tsx";
import { ConnectLines } from "#components/operations/connect-lines.tsx";
import { Life } from "#components/operations/life.tsx";
import { NoPermission } from "#components/operations/no-permission.tsx";
import { NodeCosignatures } from "#components/operations/node-cosignatures.tsx";
import { NodeFacts } from "#components/operations/node-facts.tsx";
import { NodeMoves } from "#components/operations/node-moves.tsx";
import { NothingHere } from "#components/operations/nothing-here.tsx";
import { Breadcrumbs } from "#components/ui/breadcrumbs.tsx";
import { Card } from "#components/ui/card.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { loadNodePage } from "#lib/features/operations/installation/pages.ts";

type Loaded = Awaited<ReturnType<typeof loadNodePage>>;
type Found = Extract<NonNullable<Loaded>, { events: unknown }>;

export default async function NodePage({ params }: { params: Promise<{ id: string }> }) {
  const [t, loaded] = await Promise.all([getTranslations("operations"), params.then(({ id }) => loadNodePage(id))]);
  if (!loaded) return <NoPermission />;
  if (!loaded.node) {
    const back: [string, string] = ["/operations/nodes", t("node.missing.back")];
    return <NothingHere title={t("node.missing.title")} text={t("node.missing.text")} back={back} />;
  }
  const { node } = loaded;
  return (
    <>
      <PageHeader
        above={<Breadcrumbs steps={[{ label: t("tabs.nodes"), href: "/operations/nodes" }, { label: node.name }]} />}
        title={node.name}
      />
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-6 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <Left loaded={loaded} />
        <Right loaded={loaded} />
      </div>
    </>
  );
}

async function Left({ loaded: { node, ledger, operators, cosignatures, mayAddKey } }: { loaded: Found }) {
  const t = await getTranslations("operations.node");
  const { id, url, operator, contact, organisation } = node;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-6">
      <Card title={t("facts")}>
        <NodeFacts node={node} />
      </Card>
      {ledger && node.state !== "retired" ? (
        <Card title={t("connect.title")}>
          <ConnectLines kind={node.kind} ledger={ledger} url={url} />
        </Card>
      ) : null}
      {node.kind === "witness" ? (
        <Card title={t("cosignatures")}>
          <NodeCosignatures ledger={node.ledger} cosignatures={cosignatures} />
        </Card>
      ) : null}
      <Card title={t("change")} description={t("changeLead")}>
        <ChangeNodeForm
          node={{ id, url, operator, contact, organisationId: organisation?.id ?? "" }}
          operators={operators}
          mayAddKey={mayAddKey}
        />
      </Card>
    </div>
  );
}

async function Right({ loaded: { node, events } }: { loaded: Found }) {
  const [t, states] = await Promise.all([getTranslations("operations.node"), getTranslations("nodes.state")]);
  const { id, name, ledger, kind, state } = node;
  const steps = events.toReversed().map(({ number, event, at, note, user }) => ({
    number,
    title: states(event),
    at,
    note,
    by: user?.name,
  }));
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-6">
      <Card title={t("actions")}>
        <NodeMoves id={id} name={name} ledger={ledger} kind={kind} state={state} />
      </Card>
      <Card title={t("life")}>
        <Life steps={steps} />
      </Card>
    </div>
  );
}
