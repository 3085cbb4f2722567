import { getTranslations } from "next-intl/server";
import { InitLines } from "#components/operations/connect-lines.tsx";
import { InviteNodeForm } from "#components/operations/invite-node-form.tsx";
import { NoPermission } from "#components/operations/no-permission.tsx";
import { Breadcrumbs } from "#components/ui/breadcrumbs.tsx";
import { Card } from "#components/ui/card.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { loadNewNode } from "#lib/features/operations/installation/pages.ts";

type SearchParams = Promise<Record<string, string | string[] | undefined>>;

export default async function NewNodePage({ searchParams }: { searchParams: SearchParams }) {
  const [t, loaded] = await Promise.all([getTranslations("operations"), searchParams.then(loadNewNode)]);
  if (!loaded) return <NoPermission />;
  return (
    <>
      <PageHeader
        above={
          <Breadcrumbs steps={[{ label: t("tabs.nodes"), href: "/operations/nodes" }, { label: t("newNode.title") }]} />
        }
        title={t("newNode.title")}
        lead={t("newNode.lead")}
      />
      <div className="grid max-w-2xl grid-cols-[minmax(0,1fr)] gap-6">
        <Card title={t("node.connect.title")}>
          <InitLines />
        </Card>
        <Card>
          <InviteNodeForm {...loaded} />
        </Card>
      </div>
    </>
  );
}
