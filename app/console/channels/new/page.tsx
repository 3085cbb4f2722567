import { getTranslations } from "next-intl/server";
import { NewChannelForm } from "#components/console/new-channel-form.tsx";
import { NoPermission } from "#components/console/no-permission.tsx";
import { Breadcrumbs } from "#components/ui/breadcrumbs.tsx";
import { Card } from "#components/ui/card.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { loadNewChannel } from "#lib/features/operations/network/pages.ts";

export default async function NewChannelPage() {
  const [t, loaded] = await Promise.all([getTranslations("console"), loadNewChannel()]);
  if (!loaded) return <NoPermission />;
  return (
    <>
      <PageHeader
        above={
          <Breadcrumbs
            steps={[{ label: t("tabs.channels"), href: "/console/channels" }, { label: t("newChannel.title") }]}
          />
        }
        title={t("newChannel.title")}
        lead={t("newChannel.lead")}
      />
      <Card className="max-w-2xl">
        <NewChannelForm publicUrl={loaded.publicUrl} />
      </Card>
    </>
  );
}
