import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { EntryFacts } from "#components/explorer/entry-facts.tsx";
import { InclusionDrawing } from "#components/explorer/inclusion-drawing.tsx";
import { NeighbourLinks } from "#components/explorer/neighbour-links.tsx";
import { Breadcrumbs } from "#components/ui/breadcrumbs.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { loadEntry, loadShownLedger } from "#lib/features/ledger/explorer/pages.ts";
import { explorerPath } from "#lib/features/ledger/sealing/types.ts";

interface Props {
  params: Promise<{ index: string; ledger?: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const [t, { index }] = await Promise.all([getTranslations("explorer.entry"), params]);
  return { title: t("title", { index: index.slice(0, 20) }) };
}

export default async function EntryPage({ params }: Props) {
  const [{ index, ledger: named }, t] = await Promise.all([params, getTranslations("explorer")]);
  const ledger = (await loadShownLedger(named))?.ledger;
  const page = ledger && (await loadEntry(index, ledger));
  if (!page) notFound();
  const { entry, block, proof, previous, next } = page;
  const neighbour = (of: string, label: "previousLabel" | "nextLabel") => ({
    href: `${explorerPath(ledger)}/entries/${of}`,
    label: t(`entry.${label}`, { index: of }),
    text: t("entry.title", { index: of }),
  });
  const blockHref = `${explorerPath(ledger)}/blocks/${block.height}`;
  return (
    <div className="page grid gap-6">
      <PageHeader
        above={
          <Breadcrumbs
            steps={[
              { label: t("title"), href: explorerPath(ledger) },
              { label: t("block.title", { height: block.height }), href: blockHref },
              { label: t("entry.title", { index: entry.index }) },
            ]}
          />
        }
        title={t("entry.title", { index: entry.index })}
        lead={t(entry.type === "block" ? "entry.headerLead" : "entry.lead")}
        actions={
          <NeighbourLinks
            previous={previous ? neighbour(previous, "previousLabel") : undefined}
            next={next ? neighbour(next, "nextLabel") : undefined}
          />
        }
      />
      <EntryFacts entry={entry} block={block} />
      <section aria-labelledby="path" className="grid gap-4 pt-4">
        <div className="grid gap-1">
          <h2 id="path" className="font-serif text-xl font-semibold">
            {t("entry.path")}
          </h2>
          <p className="max-w-prose text-sm text-ink-soft">{t("entry.pathLead")}</p>
          <p className="text-sm">
            <TextLink href={blockHref}>
              {t("entry.against", { size: Number(block.treeSize), height: block.height })}
            </TextLink>
          </p>
        </div>
        <InclusionDrawing
          input={{ leaf: entry.leaf, index: entry.index, size: block.treeSize, proof, root: block.root }}
          entry={entry.bytes}
          isText={entry.isText}
        />
      </section>
    </div>
  );
}
