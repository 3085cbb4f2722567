import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ReportCard } from "#components/certificates/reports/report-card.tsx";
import { ClientMessages } from "#components/shell/client-messages.tsx";
import { CursorPagination } from "#components/ui/cursor-pagination.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { loadReports } from "#lib/features/certificates/reports/pages.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("reports");
  return { title: t("title") };
}

type SearchParams = Promise<Record<string, string | string[] | undefined>>;

/** What is said to be wrong with the organisation's certificates, and what is done about it. */
export default async function ReportsPage({ searchParams }: { searchParams: SearchParams }) {
  const [t, loaded] = await Promise.all([getTranslations("reports"), searchParams.then(loadReports)]);
  if (!loaded.mayRead) return <PageHeader title={t("title")} lead={t("forbidden")} />;
  const { rows, older, newer, state, open, maySettle } = loaded;
  const at = (cursor: Record<string, string>) => `/certificates/reports?${new URLSearchParams({ state, ...cursor })}`;
  const other = state === "open" ? "closed" : "open";
  return (
    <div className="page page-wide">
      <PageHeader title={t("title")} lead={t("lead")} />
      <p className="flex gap-4 pb-4 text-sm">
        <span className="inline-flex min-h-11 items-center font-medium">
          {t(state)}
          {state === "open" ? ` (${open})` : null}
        </span>
        <TextLink href={`/certificates/reports?state=${other}`} className="inline-flex min-h-11 items-center">
          {t(other)}
        </TextLink>
      </p>
      {rows.length === 0 ? <EmptyState title={t("none")}>{t("noneText")}</EmptyState> : null}
      <ClientMessages namespaces={["reports", "forms"]}>
        <div className="grid max-w-3xl gap-5">
          {rows.map((report) => (
            <ReportCard key={report.id} report={report} maySettle={maySettle} />
          ))}
        </div>
      </ClientMessages>
      <CursorPagination
        {...(newer ? { newerHref: at({ newer }) } : {})}
        {...(older ? { olderHref: at({ older }) } : {})}
      />
    </div>
  );
}
