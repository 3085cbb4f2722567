import { Plus } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { LedgersTable } from "#components/operations/ledgers-table.tsx";
import { NoPermission } from "#components/operations/no-permission.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { loadLedgersPage } from "#lib/features/operations/installation/pages.ts";

export default async function LedgersPage() {
  const [t, loaded] = await Promise.all([getTranslations("operations"), loadLedgersPage()]);
  if (!loaded) return <NoPermission />;
  return (
    <>
      <PageHeader
        title={t("tabs.ledgers")}
        lead={t("ledgers.lead")}
        actions={
          <LinkButton
            href="/operations/ledgers/new"
            variant="primary"
            icon={<Plus aria-hidden="true" className="size-4" />}
          >
            {t("ledgers.create")}
          </LinkButton>
        }
      />
      <LedgersTable lines={loaded.lines} />
    </>
  );
}
