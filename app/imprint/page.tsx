import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { OwnLanguage } from "#components/site/own-language.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { findNotice } from "#lib/features/operations/site/rows.ts";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("site"))("imprint") };
}

/** Who runs the installation, in their own words, or where they say so. */
export default async function ImprintPage() {
  const [t, notice] = await Promise.all([getTranslations("site"), findNotice("imprint")]);
  if (!notice) notFound();
  if (notice.url) redirect(notice.url);
  return (
    <div className="page page-narrow">
      <PageHeader title={t("imprint")} />
      <OwnLanguage notice={notice} heading="h2" />
    </div>
  );
}
