import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { NamedEntries } from "#components/explorer/named-entries.tsx";
import { loadNamedEntries, loadShownLedger } from "#lib/features/ledger/explorer/pages.ts";
import { explorerPath } from "#lib/features/ledger/sealing/types.ts";

export const dynamic = "force-dynamic";

interface Props {
  params: Promise<{ ledger?: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  const [t, { subject }] = await Promise.all([getTranslations("explorer.named"), searchParams]);
  return { title: t(typeof subject === "string" ? "subjectTitle" : "issuerTitle"), robots: { index: false } };
}

/** A parameter given more than once counts as not given. */
const single = (value: string | string[] | undefined) => (typeof value === "string" ? value : undefined);

/** Entries by the issuer or the subject that they name. */
export default async function NamedEntriesPage({ params, searchParams }: Props) {
  const [asked, shown] = await Promise.all([searchParams, params.then(({ ledger }) => loadShownLedger(ledger))]);
  if (!shown) notFound();
  const [issuer, subject, before] = [single(asked.issuer), single(asked.subject), single(asked.before)];
  const page = await loadNamedEntries({ issuer, subject, before }, shown.ledger);
  return <NamedEntries path={explorerPath(shown.ledger)} page={page} isFirst={before === undefined} />;
}
