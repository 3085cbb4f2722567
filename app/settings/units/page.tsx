import { Network } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { UnitForm } from "#components/units/unit-form.tsx";
import { UnitsTable } from "#components/units/units-table.tsx";
import { loadUnits } from "#lib/features/accounts/units/pages.ts";

const PATH = "/settings/units";

type SearchParams = Promise<Record<string, string | string[] | undefined>>;

export default async function UnitsPage({ searchParams }: { searchParams: SearchParams }) {
  const [t, roles, loaded] = await Promise.all([
    getTranslations("units"),
    getTranslations("settings.roles"),
    loadUnits(await searchParams),
  ]);
  const { q, role, isWhole, mayManage, all, shown } = loaded;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
      <div className="grid max-w-prose gap-1 text-sm text-ink-soft">
        <p>{t("lead")}</p>
        {isWhole ? null : <p>{t("mine")}</p>}
        {mayManage ? null : <p>{t("forbidden", { role: roles(role) })}</p>}
      </div>
      {all.length > 0 ? (
        <form key={q} action={PATH} className="flex flex-wrap items-end gap-3">
          <div className="min-w-64 flex-1 sm:max-w-md">
            <TextField name="q" type="search" label={t("search")} defaultValue={q} />
          </div>
          <Button type="submit">{t("searchSubmit")}</Button>
        </form>
      ) : null}
      {shown.length > 0 ? (
        <UnitsTable shown={shown} all={all} mayManage={mayManage} searched={q !== ""} />
      ) : all.length > 0 ? (
        <EmptyState title={t("noneFound")} actions={<LinkButton href={PATH}>{t("showAll")}</LinkButton>}>
          {t("noneFoundHint")}
        </EmptyState>
      ) : (
        <EmptyState icon={<Network aria-hidden="true" />} title={t("empty")}>
          {t("emptyHint")}
        </EmptyState>
      )}
      {mayManage ? (
        <Card title={t("add")} className="max-w-2xl">
          <UnitForm units={all} />
        </Card>
      ) : null}
    </div>
  );
}
