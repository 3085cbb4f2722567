import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { BlockEntries } from "#components/explorer/block-entries.tsx";
import { BlockFacts } from "#components/explorer/block-facts.tsx";
import { BlockPlaceDrawing } from "#components/explorer/block-place-drawing.tsx";
import { BlockProofs } from "#components/explorer/block-proofs.tsx";
import { BlockTimestamps } from "#components/explorer/block-timestamps.tsx";
import { BlockWitnesses } from "#components/explorer/block-witnesses.tsx";
import { NeighbourLinks } from "#components/explorer/neighbour-links.tsx";
import { Breadcrumbs } from "#components/ui/breadcrumbs.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { loadBlock, loadShownLedger } from "#lib/features/ledger/explorer/pages.ts";
import { loadBlockAttestations } from "#lib/features/ledger/nodes/pages.ts";
import { explorerPath } from "#lib/features/ledger/sealing/types.ts";

interface Props {
  params: Promise<{ height: string; ledger?: string }>;
  searchParams: Promise<{ from?: string | string[] }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const [t, { height }] = await Promise.all([getTranslations("explorer.block"), params]);
  return { title: t("title", { height: height.slice(0, 20) }) };
}

export default async function BlockPage({ params, searchParams }: Props) {
  const [{ height, ledger: named }, { from }, t] = await Promise.all([
    params,
    searchParams,
    getTranslations("explorer"),
  ]);
  const ledger = (await loadShownLedger(named))?.ledger;
  const page = ledger && (await loadBlock(height, typeof from === "string" ? from : undefined, ledger));
  if (!page) notFound();
  const { block, head, previous, next } = page;
  const attestations = await loadBlockAttestations(block, head.name);
  const neighbour = (of: string, label: "previousLabel" | "nextLabel") => ({
    href: `${explorerPath(ledger)}/blocks/${of}`,
    label: t(`block.${label}`, { height: of }),
    text: t("block.title", { height: of }),
  });
  return (
    <div className="page grid gap-6">
      <PageHeader
        above={
          <Breadcrumbs
            steps={[
              { label: t("title"), href: explorerPath(ledger) },
              { label: t("block.title", { height: block.height }) },
            ]}
          />
        }
        title={t("block.title", { height: block.height })}
        actions={
          <NeighbourLinks
            previous={previous ? neighbour(previous, "previousLabel") : undefined}
            next={next ? neighbour(next, "nextLabel") : undefined}
          />
        }
      />
      <BlockFacts block={block} />
      <BlockWitnesses block={block} attestations={attestations} />
      <BlockTimestamps height={block.height} attestations={attestations} />
      <BlockPlaceDrawing height={block.height} first={block.firstIndex} treeSize={block.treeSize} />
      <BlockEntries block={block} entries={page.entries} moreFrom={page.moreFrom} fromFirst={page.fromFirst} />
      <BlockProofs block={block} verifierKey={block.verifierKey} ledger={head.name} />
    </div>
  );
}
