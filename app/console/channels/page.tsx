import { Plus } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { ChannelsTable } from "#components/console/channels-table.tsx";
import { NoPermission } from "#components/console/no-permission.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { loadChannelsPage } from "#lib/features/operations/network/pages.ts";

export default async function ChannelsPage() {
  const [t, loaded] = await Promise.all([getTranslations("console"), loadChannelsPage()]);
  if (!loaded) return <NoPermission />;
  return (
    <>
      <PageHeader
        title={t("tabs.channels")}
        lead={t("channels.lead")}
        actions={
          <LinkButton
            href="/console/channels/new"
            variant="primary"
            icon={<Plus aria-hidden="true" className="size-4" />}
          >
            {t("channels.create")}
          </LinkButton>
        }
      />
      <ChannelsTable lines={loaded.lines} />
    </>
  );
}
