import { getTranslations } from "next-intl/server";
import { NewOrganisationForm } from "#components/operations/new-organisation-form.tsx";
import { NoPermission } from "#components/operations/no-permission.tsx";
import { Breadcrumbs } from "#components/ui/breadcrumbs.tsx";
import { Card } from "#components/ui/card.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { loadNewOrganisation } from "#lib/features/operations/installation/pages.ts";

export default async function NewOrganisationPage() {
  const [t, loaded] = await Promise.all([getTranslations("operations"), loadNewOrganisation()]);
  if (!loaded) return <NoPermission />;
  return (
    <>
      <PageHeader
        above={
          <Breadcrumbs
            steps={[
              { label: t("tabs.organisations"), href: "/operations/organisations" },
              { label: t("newOrganisation.title") },
            ]}
          />
        }
        title={t("newOrganisation.title")}
        lead={t("newOrganisation.lead")}
      />
      <Card className="max-w-2xl">
        <NewOrganisationForm ledgers={loaded.ledgers} />
      </Card>
    </>
  );
}
