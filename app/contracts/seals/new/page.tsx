import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { NewSealForm } from "#components/contracts/seals/new-seal-form.tsx";
import { Breadcrumbs } from "#components/ui/breadcrumbs.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { loadNewSeal } from "#lib/features/contracts/seals/pages/seals.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("documentSeals"))("new.title") };
}

export default async function NewSealPage() {
  const [t, roles, loaded] = await Promise.all([
    getTranslations("documentSeals"),
    getTranslations("settings.roles"),
    loadNewSeal(),
  ]);
  const steps = [{ label: t("title"), href: "/contracts/seals" }, { label: t("new.title") }];
  return (
    <div className="page page-wide">
      <PageHeader above={<Breadcrumbs steps={steps} />} title={t("new.title")} lead={t("new.lead")} />
      {loaded.forbidden ? (
        <Callout tone="attention">{t("forbidden", { role: roles(loaded.forbidden) })}</Callout>
      ) : loaded.isSuspended ? (
        <Callout tone="attention">{t("suspended")}</Callout>
      ) : (
        <NewSealForm units={loaded.units} isWhole={loaded.isWhole} />
      )}
    </div>
  );
}
