import { getTranslations } from "next-intl/server";
import { NewInstitutionForm } from "#components/console/new-institution-form.tsx";
import { NoPermission } from "#components/console/no-permission.tsx";
import { Breadcrumbs } from "#components/ui/breadcrumbs.tsx";
import { Card } from "#components/ui/card.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { loadNewInstitution } from "#lib/features/operations/network/pages.ts";

export default async function NewInstitutionPage() {
  const [t, loaded] = await Promise.all([getTranslations("console"), loadNewInstitution()]);
  if (!loaded) return <NoPermission />;
  return (
    <>
      <PageHeader
        above={
          <Breadcrumbs
            steps={[
              { label: t("tabs.institutions"), href: "/console/institutions" },
              { label: t("newInstitution.title") },
            ]}
          />
        }
        title={t("newInstitution.title")}
        lead={t("newInstitution.lead")}
      />
      <Card className="max-w-2xl">
        <NewInstitutionForm ledgers={loaded.ledgers} />
      </Card>
    </>
  );
}
