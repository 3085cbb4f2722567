import { KeyRound, Plus } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { KeysTable } from "#components/api-keys/keys-table.tsx";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { CursorPagination } from "#components/ui/cursor-pagination.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { loadApiKeys } from "#lib/features/accounts/api-keys/pages.ts";

const PATH = "/settings/keys";

type SearchParams = Promise<Record<string, string | string[] | undefined>>;

export default async function KeysPage({ searchParams }: { searchParams: SearchParams }) {
  const [t, loaded] = await Promise.all([getTranslations("settings"), loadApiKeys(await searchParams)]);
  const { page, q, orphans, orphanCount, suspended, role, mayManage } = loaded;
  const at = (cursor: Record<string, string>) =>
    `${PATH}?${new URLSearchParams({ ...(q ? { q } : {}), ...(orphans ? { orphans: "1" } : {}), ...cursor })}`;
  const add =
    mayManage && !suspended ? (
      <LinkButton href={`${PATH}/new`} variant="primary" icon={<Plus aria-hidden="true" className="size-4" />}>
        {t("keys.add")}
      </LinkButton>
    ) : null;
  const nothing = page.rows.length === 0 && !q && !orphans;
  return (
    <div className="grid gap-5">
      <div className="flex flex-wrap items-start justify-between gap-4">
        <div className="grid max-w-prose gap-1 text-sm text-ink-soft">
          <p>
            {t("keys.lead")}{" "}
            <TextLink href="/developers" prefetch={false}>
              {t("keys.reference")}
            </TextLink>
          </p>
          {mayManage ? null : <p>{t("keys.forbidden", { role: t(`roles.${role}`) })}</p>}
          {mayManage && suspended ? <p className="font-medium text-ink">{t("keys.suspended")}</p> : null}
        </div>
        {nothing ? null : add}
      </div>
      {orphanCount > 0 ? (
        <Callout
          tone="attention"
          title={t("keys.orphans", { count: orphanCount })}
          actions={
            <LinkButton href={orphans ? PATH : `${PATH}?orphans=1`} size="sm">
              {orphans ? t("keys.showAll") : t("keys.orphansShow")}
            </LinkButton>
          }
        >
          {t("keys.orphansText")}
        </Callout>
      ) : null}
      {nothing ? null : (
        <form key={q} action={PATH} className="flex flex-wrap items-end gap-3">
          <div className="min-w-64 flex-1 sm:max-w-md">
            <TextField name="q" type="search" label={t("keys.search")} defaultValue={q} />
          </div>
          <Button type="submit">{t("keys.searchSubmit")}</Button>
        </form>
      )}
      {page.rows.length > 0 ? (
        <KeysTable keys={page.rows} mayManage={mayManage} />
      ) : q || orphans ? (
        <EmptyState title={t("keys.noneFound")} actions={<LinkButton href={PATH}>{t("keys.showAll")}</LinkButton>}>
          {t("keys.noneFoundHint")}
        </EmptyState>
      ) : (
        <EmptyState icon={<KeyRound aria-hidden="true" />} title={t("keys.empty")} actions={add}>
          {t("keys.emptyHint")}
        </EmptyState>
      )}
      <CursorPagination
        newerHref={page.newer && at({ newer: page.newer })}
        olderHref={page.older && at({ older: page.older })}
      />
    </div>
  );
}
