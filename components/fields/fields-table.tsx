"use client";

import { useTranslations } from "next-intl";
import { ConfirmedAction } from "#components/forms/confirmed-action.tsx";
import { SettingsCell, SettingsRow, SettingsTable } from "#components/shell/settings-table.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { removeFieldAction } from "#lib/features/evidence/fields/actions.ts";
import type { FieldDefinition } from "#lib/features/evidence/fields/types.ts";
import { FieldForm } from "./field-form.tsx";

/** The organisation's own fields, in the order in which they are asked for. */
export function FieldsTable({ fields, mayManage }: { fields: FieldDefinition[]; mayManage: boolean }) {
  const t = useTranslations("fields");
  const columns = [t("name"), t("type"), t("required"), t("inList")];
  return (
    <SettingsTable caption={t("title")} columns={mayManage ? [...columns, { spoken: t("actions") }] : columns}>
      {fields.map((field) => (
        <SettingsRow key={field.id}>
          <SettingsCell className="font-medium break-words lg:max-w-64">{field.name}</SettingsCell>
          <SettingsCell label={t("type")}>
            {t(`types.${field.type}`)}
            {field.currency ? ` · ${field.currency}` : null}
          </SettingsCell>
          <SettingsCell label={t("required")}>{t(field.required ? "yes" : "no")}</SettingsCell>
          <SettingsCell label={t("inList")}>{t(field.inList ? "yes" : "no")}</SettingsCell>
          {mayManage ? (
            <SettingsCell className="flex flex-wrap gap-2">
              <Dialog
                trigger={
                  <Button size="sm" scripted aria-label={t("changeWhat", { name: field.name })}>
                    {t("change")}
                  </Button>
                }
                title={t("changeWhat", { name: field.name })}
              >
                <FieldForm field={field} />
              </Dialog>
              <ConfirmedAction
                action={removeFieldAction}
                fields={{ id: field.id }}
                label={t("remove")}
                longLabel={t("removeWhat", { name: field.name })}
                title={t("removeTitle", { name: field.name })}
                description={t("removeText")}
                confirmLabel={t("removeConfirm")}
              />
            </SettingsCell>
          ) : null}
        </SettingsRow>
      ))}
    </SettingsTable>
  );
}
