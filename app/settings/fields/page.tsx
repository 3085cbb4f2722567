import { ListPlus } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { FieldForm } from "#components/fields/field-form.tsx";
import { FieldsTable } from "#components/fields/fields-table.tsx";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { loadFields } from "#lib/features/evidence/fields/pages.ts";

export default async function FieldsPage() {
  const [t, settings, { fields, role, mayManage }] = await Promise.all([
    getTranslations("fields"),
    getTranslations("settings"),
    loadFields(),
  ]);
  return (
    <div className="grid gap-5">
      <div className="grid max-w-prose gap-1 text-sm text-ink-soft">
        <p>{t("lead")}</p>
        {mayManage ? null : <p>{t("readOnly", { role: settings(`roles.${role}`) })}</p>}
      </div>
      {fields.length > 0 ? (
        <FieldsTable fields={fields} mayManage={mayManage} />
      ) : (
        <EmptyState icon={<ListPlus aria-hidden="true" />} title={t("empty")}>
          {mayManage ? t("emptyHint") : null}
        </EmptyState>
      )}
      {mayManage ? (
        <Card title={t("add")} className="max-w-4xl">
          <FieldForm />
        </Card>
      ) : null}
    </div>
  );
}
