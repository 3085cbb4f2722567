import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { BlankPage } from "#components/certificates/templates/blank-page.tsx";
import { GalleryCards } from "#components/certificates/templates/gallery-cards.tsx";
import { Breadcrumbs } from "#components/ui/breadcrumbs.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { loadGalleryPage } from "#lib/features/certificates/templates/pages/templates.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("templates.gallery"))("title") };
}

export default async function GalleryPage() {
  const [t, loaded] = await Promise.all([getTranslations("templates"), loadGalleryPage()]);
  const steps = [{ label: t("title"), href: "/certificates/templates" }, { label: t("gallery.title") }];
  return (
    <div className="page page-wide">
      <PageHeader above={<Breadcrumbs steps={steps} />} title={t("gallery.title")} lead={t("gallery.lead")} />
      {loaded.mayWrite ? <BlankPage /> : <p className="mb-6 text-sm text-ink-soft">{t("gallery.readOnly")}</p>}
      <GalleryCards mayWrite={loaded.mayWrite} />
    </div>
  );
}
