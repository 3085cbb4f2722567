import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { NodesList } from "#components/explorer/nodes-list.tsx";
import { NodesNone } from "#components/explorer/nodes-none.tsx";
import { NodesQuorum } from "#components/explorer/nodes-quorum.tsx";
import { Breadcrumbs } from "#components/ui/breadcrumbs.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { loadShownLedger } from "#lib/features/ledger/explorer/pages.ts";
import { loadNodes } from "#lib/features/ledger/nodes/pages.ts";
import { explorerPath } from "#lib/features/ledger/sealing/types.ts";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("explorer.nodes"))("title") };
}

export default async function NodesPage({ params }: { params: Promise<{ ledger?: string }> }) {
  const shown = await loadShownLedger((await params).ledger);
  if (!shown) notFound();
  const { ledger } = shown;
  const [t, view] = await Promise.all([getTranslations("explorer"), loadNodes(ledger)]);
  const { nodes, treeSize } = view;
  return (
    <div className="page grid gap-10">
      <PageHeader
        above={<Breadcrumbs steps={[{ label: t("title"), href: explorerPath(ledger) }, { label: t("nodes.title") }]} />}
        title={t("nodes.title")}
        lead={t("nodes.lead")}
      />
      <NodesQuorum view={view} />
      {nodes.length === 0 ? <NodesNone ledgerUrl={view.links.witnessPolicy.replace(/\/[^/]+$/, "")} /> : null}
      {nodes.length > 0
        ? (["witness", "mirror"] as const).map((kind) => (
            <NodesList key={kind} kind={kind} nodes={nodes.filter((node) => node.kind === kind)} treeSize={treeSize} />
          ))
        : null}
    </div>
  );
}
