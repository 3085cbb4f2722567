import { Eye } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { LedgerLines } from "#components/operations/ledger-lines.tsx";
import { NoPermission } from "#components/operations/no-permission.tsx";
import { Standing } from "#components/operations/standing.tsx";
import { TroubleList } from "#components/operations/trouble-list.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import type { WatchedNode } from "#lib/features/operations/installation/types.ts";
import { loadOperationsOverview } from "#lib/features/operations/overview/pages.ts";

export default async function OverviewPage() {
  const [t, loaded] = await Promise.all([getTranslations("operations"), loadOperationsOverview()]);
  if (!loaded) return <NoPermission />;
  const { lines, standing, anyNode, troubled, invited, readAt } = loaded;
  return (
    <>
      <PageHeader title={t("title")} lead={t("overview.lead")} />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-8">
        <Standing standing={standing} now={readAt} />
        <LedgerLines lines={lines} now={readAt} />
        {anyNode ? <Watch troubled={troubled} invited={invited} /> : <FirstSteps />}
      </div>
    </>
  );
}

async function Watch({ troubled, invited }: { troubled: WatchedNode[]; invited: WatchedNode[] }) {
  const t = await getTranslations("operations.overview");
  const heading = "font-serif text-lg font-semibold";
  return (
    <>
      <section className="grid grid-cols-[minmax(0,1fr)] gap-3">
        <h2 className={heading}>{t("trouble")}</h2>
        {troubled.length > 0 ? <TroubleList nodes={troubled} /> : <p className="text-sm">{t("troubleNone")}</p>}
      </section>
      {invited.length > 0 ? (
        <section className="grid grid-cols-[minmax(0,1fr)] gap-3">
          <h2 className={heading}>{t("invited")}</h2>
          <TroubleList nodes={invited} />
        </section>
      ) : null}
    </>
  );
}

async function FirstSteps() {
  const t = await getTranslations("operations.overview.first");
  return (
    <EmptyState
      icon={<Eye aria-hidden="true" />}
      title={t("title")}
      actions={
        <>
          <LinkButton href="/operations/nodes/new" variant="primary">
            {t("action")}
          </LinkButton>
          <LinkButton href="/operations/nodes/new?kind=mirror">{t("mirror")}</LinkButton>
        </>
      }
    >
      {t("text")}
    </EmptyState>
  );
}
