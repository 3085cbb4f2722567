import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { cache } from "react";
import { RecordSignatures } from "#components/document-signatures/record-signatures.tsx";
import { ErasedCallout, RecordRetention } from "#components/erasure/record-retention.tsx";
import { BundleCard } from "#components/records/bundle-card.tsx";
import { RecordDownloads } from "#components/records/record-downloads.tsx";
import { RecordFacts, RecordPrivate } from "#components/records/record-facts.tsx";
import { EarlierRecords, RecordHistory } from "#components/records/record-history.tsx";
import { RecordLedger } from "#components/records/record-ledger.tsx";
import { RecordOrigin } from "#components/records/record-origin.tsx";
import { RecordSeal } from "#components/records/record-seal.tsx";
import { RecordTags } from "#components/records/record-tags.tsx";
import { RecordShare } from "#components/sharing/record-share.tsx";
import { Breadcrumbs } from "#components/ui/breadcrumbs.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { loadOrigin } from "#lib/features/evidence/archive/pages.ts";
import { loadRetention } from "#lib/features/evidence/erasure/pages.ts";
import { loadIsRenewed } from "#lib/features/evidence/renewal/pages.ts";
import { loadRecordPage } from "#lib/features/evidence/sharing/pages.ts";
import { loadChecks } from "#lib/features/evidence/signatures/pages/pages.ts";

interface Props {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** Asked by the page and by its title, as one. */
async function load({ params, searchParams }: Props) {
  const [{ id }, { older, newer, files, after }] = await Promise.all([params, searchParams]);
  return await loadOnce(id, textOf(older), textOf(newer), textOf(files), textOf(after));
}

const loadOnce = cache(async (id: string, older?: string, newer?: string, files?: string, after?: string) =>
  loadRecordPage(id, { older, newer, files, after }),
);

function textOf(value: string | string[] | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  const record = await load(props);
  if (record?.erasedAt) return { title: (await getTranslations("erasure"))("name") };
  return { title: record?.name ?? (await getTranslations("record"))("title") };
}

export default async function RecordPage(props: Props) {
  const [t, erasure, record] = await Promise.all([
    getTranslations("evidence"),
    getTranslations("erasure"),
    load(props),
  ]);
  if (!record) notFound();
  const [origin, isRenewed, retention, signatures] = await Promise.all([
    loadOrigin(record.id),
    loadIsRenewed(record.id),
    loadRetention(record.id),
    loadChecks(record.id),
  ]);
  const name = retention.erased ? erasure("name") : record.name;
  return (
    <div className="page">
      <PageHeader
        above={<Breadcrumbs steps={[{ label: t("title"), href: "/evidence" }, { label: name }]} />}
        title={name}
        actions={
          <RecordSeal
            id={record.id}
            state={record.state}
            witnessed={record.witnessedAt !== undefined}
            timestamped={record.timestampedAt !== undefined}
          />
        }
      />
      {retention.erased ? <ErasedCallout erased={retention.erased} /> : null}
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-6 lg:grid-cols-[minmax(0,5fr)_minmax(0,3fr)]">
        {/* On a phone the receipt comes first: it is what most people come for. */}
        <div className="contents lg:grid lg:gap-6">
          <RecordFacts record={record} />
          <BundleCard record={record} />
          <RecordPrivate record={record} />
          <RecordSignatures record={record} {...signatures} />
          <RecordLedger record={record} />
          <RecordOrigin origin={origin} />
          <RecordHistory record={record} />
          <EarlierRecords earlier={record.earlier} />
        </div>
        <div className="contents lg:grid lg:gap-6">
          <div className="order-first lg:order-none">
            <RecordDownloads record={record} isRenewed={isRenewed} />
          </div>
          <RecordTags record={record} />
          <RecordShare record={record} />
          <RecordRetention id={record.id} retention={retention} />
        </div>
      </div>
    </div>
  );
}
