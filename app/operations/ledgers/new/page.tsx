import { getTranslations } from "next-intl/server";
import { NewLedgerForm } from "#components/operations/new-ledger-form.tsx";
import { NoPermission } from "#components/operations/no-permission.tsx";
import { Breadcrumbs } from "#components/ui/breadcrumbs.tsx";
import { Card } from "#components/ui/card.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { loadNewLedger } from "#lib/features/operations/installation/pages.ts";

export default async function NewLedgerPage() {
  const [t, loaded] = await Promise.all([getTranslations("operations"), loadNewLedger()]);
  if (!loaded) return <NoPermission />;
  return (
    <>
      <PageHeader
        above={
          <Breadcrumbs
            steps={[{ label: t("tabs.ledgers"), href: "/operations/ledgers" }, { label: t("newLedger.title") }]}
          />
        }
        title={t("newLedger.title")}
        lead={t("newLedger.lead")}
      />
      <Card className="max-w-2xl">
        <NewLedgerForm publicUrl={loaded.publicUrl} />
      </Card>
    </>
  );
}
