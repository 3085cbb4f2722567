import { ShieldCheck } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { AuthoritiesFilters } from "#components/document-signatures/authorities-filters.tsx";
import { AuthoritiesTable } from "#components/document-signatures/authorities-table.tsx";
import { NameForm } from "#components/document-signatures/name-form.tsx";
import { Card } from "#components/ui/card.tsx";
import { CursorPagination } from "#components/ui/cursor-pagination.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { loadAuthorities } from "#lib/features/evidence/signatures/pages/pages.ts";

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function AuthoritiesPage({ searchParams }: Props) {
  const [t, settings, loaded] = await Promise.all([
    getTranslations("documentSignatures.authorities"),
    getTranslations("settings"),
    loadAuthorities(await searchParams),
  ]);
  const { authorities, search = "", role, page, pages, memberRole, mayManage } = loaded;
  const isFiltered = search !== "" || role !== "";
  const hrefOf = (other: number) => `?${new URLSearchParams({ q: search, role, page: String(other) })}`;
  return (
    <div className="grid gap-5">
      <div className="grid max-w-prose gap-1 text-sm text-ink-soft">
        <p>{t("lead")}</p>
        {mayManage ? null : <p>{t("readOnly", { role: settings(`roles.${memberRole}`) })}</p>}
      </div>
      {authorities.length > 0 || isFiltered ? <AuthoritiesFilters search={search} role={role} /> : null}
      {authorities.length > 0 ? (
        <AuthoritiesTable authorities={authorities} mayManage={mayManage} />
      ) : (
        <EmptyState icon={<ShieldCheck aria-hidden="true" />} title={t(isFiltered ? "emptySearch" : "empty")}>
          {isFiltered ? null : t("emptyHint")}
        </EmptyState>
      )}
      {pages > 1 ? (
        <div>
          <p className="text-xs text-ink-soft">{t("page", { page, pages })}</p>
          <CursorPagination
            {...(page > 1 ? { newerHref: hrefOf(page - 1) } : {})}
            {...(page < pages ? { olderHref: hrefOf(page + 1) } : {})}
          />
        </div>
      ) : null}
      {mayManage ? (
        <Card title={t("add")} className="max-w-4xl">
          <NameForm />
        </Card>
      ) : null}
    </div>
  );
}
