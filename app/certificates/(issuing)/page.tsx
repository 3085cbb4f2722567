import { FilePlus2, FileSearch } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { CertificateFilters } from "#components/certificates/issuing/certificate-filters.tsx";
import { DownloadList } from "#components/certificates/issuing/download-list.tsx";
import { CertificatesToChange } from "#components/certificates/status/certificates-to-change.tsx";
import { CursorPagination } from "#components/ui/cursor-pagination.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { loadCertificateList } from "#lib/features/certificates/issuing/pages/pages.ts";
import { ofAll } from "#lib/features/certificates/issuing/schema/filters.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("issued"))("title") };
}

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function CertificatesPage({ searchParams }: Props) {
  const [t, loaded] = await Promise.all([getTranslations("issued"), searchParams.then(loadCertificateList)]);
  const { rows, filters, templates, units, batchName, older, newer, mayWrite, mayRevoke } = loaded;
  const isFirst = filters.older === undefined && filters.newer === undefined;
  const isEmpty = rows.length === 0 && !filters.active && isFirst;
  const issue = mayWrite ? (
    <LinkButton
      href="/certificates/batches/new"
      variant="primary"
      icon={<FilePlus2 aria-hidden="true" className="size-4" />}
    >
      {t("new")}
    </LinkButton>
  ) : null;
  const at = (name: string, cursor: string) => `${filters.path}${filters.active ? "&" : "?"}${name}=${cursor}`;
  return (
    <div className="page page-wide">
      <PageHeader
        title={t("title")}
        lead={t("lead")}
        actions={
          isEmpty ? null : (
            <>
              {rows.length > 0 ? <DownloadList filters={filters} /> : null}
              {issue}
            </>
          )
        }
      />
      {isEmpty ? (
        <EmptyState icon={<FilePlus2 aria-hidden="true" />} title={t("empty.title")} actions={issue}>
          {t("empty.text")}
        </EmptyState>
      ) : (
        <div className="grid gap-6">
          <CertificateFilters key={filters.path} {...{ filters, templates, batchName, units }} />
          <p role="status" className="sr-only">
            {t("results", { count: rows.length })}
          </p>
          <CertificatesToChange
            // What is chosen is chosen of this page.
            key={`${filters.path} ${filters.older} ${filters.newer}`}
            rows={rows}
            units={units}
            empty={
              <EmptyState
                icon={<FileSearch aria-hidden="true" />}
                title={t("empty.filtered")}
                actions={<LinkButton href="/certificates">{t("empty.clear")}</LinkButton>}
              />
            }
            mayRevoke={mayRevoke}
            matches={ofAll("/certificates/matches", filters)}
            isMore={older !== undefined || newer !== undefined}
          />
          <div className="flex flex-wrap items-end justify-between gap-3">
            {isFirst ? (
              <span />
            ) : (
              <LinkButton href={filters.path} size="sm">
                {t("first")}
              </LinkButton>
            )}
            <CursorPagination
              {...(newer ? { newerHref: at("newer", newer) } : {})}
              {...(older ? { olderHref: at("older", older) } : {})}
            />
          </div>
        </div>
      )}
    </div>
  );
}
