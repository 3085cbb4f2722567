"use client";

import { useTranslations } from "next-intl";
import { ActionForm } from "#components/forms/action-form.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { SettingsCell, SettingsRow, SettingsTable } from "#components/shell/settings-table.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { closeUnitAction, reopenUnitAction } from "#lib/features/accounts/units/actions.ts";
import type { PlacedUnit, UnitChoice } from "#lib/features/accounts/units/types.ts";
import { UnitForm } from "./unit-form.tsx";

type UnitsTableProps = {
  shown: readonly PlacedUnit[];
  all: readonly UnitChoice[];
  mayManage: boolean;
  /** Found by name: each is shown with those above it. */
  searched: boolean;
};

/** One step of the tree, up to where a phone has room for it. */
const STEP_REM = 1.25;
const DEPTH_SHOWN_MAX = 6;

/** The tree, each unit indented below the one above it. */
export function UnitsTable({ shown, all, mayManage, searched }: UnitsTableProps) {
  const t = useTranslations("units");
  const columns = [t("name"), t("state"), t("since")];
  return (
    <SettingsTable caption={t("title")} columns={mayManage ? [...columns, { spoken: t("actions") }] : columns}>
      {shown.map((unit) => (
        <SettingsRow key={unit.id}>
          <SettingsCell className="font-medium break-words lg:max-w-xl">
            {searched ? (
              unit.path
            ) : (
              <span
                className="block"
                style={{ paddingInlineStart: `${STEP_REM * Math.min(unit.depth, DEPTH_SHOWN_MAX)}rem` }}
              >
                <span className="sr-only">{unit.depth > 0 ? unit.path : null}</span>
                <span aria-hidden={unit.depth > 0}>{unit.name}</span>
              </span>
            )}
          </SettingsCell>
          <SettingsCell label={t("state")}>
            <Badge tone={unit.closedAt ? "neutral" : "ok"}>{t(unit.closedAt ? "closed" : "open")}</Badge>
          </SettingsCell>
          <SettingsCell label={t("since")} className="lg:whitespace-nowrap">
            <DateTime value={unit.createdAt.toISOString()} brief />
          </SettingsCell>
          {mayManage ? (
            <SettingsCell className="flex flex-wrap gap-2 lg:justify-end">
              <ChangeUnit unit={unit} all={all} />
              <Turn key={unit.closedAt ? "closed" : "open"} unit={unit} />
            </SettingsCell>
          ) : null}
        </SettingsRow>
      ))}
    </SettingsTable>
  );
}

function ChangeUnit({ unit, all }: { unit: PlacedUnit; all: readonly UnitChoice[] }) {
  const t = useTranslations("units");
  const title = t("changeWhat", { name: unit.name });
  const trigger = (
    <Button size="sm" scripted aria-label={title}>
      {t("change")}
    </Button>
  );
  return (
    <Dialog trigger={trigger} title={title}>
      <UnitForm unit={unit} units={all} />
    </Dialog>
  );
}

/** Closes an open one, opens a closed one. */
function Turn({ unit: { id, name, closedAt } }: { unit: PlacedUnit }) {
  const t = useTranslations("units");
  const title = closedAt ? t("reopenWhat", { name }) : t("closeWhat", { name });
  const trigger = (
    <Button size="sm" scripted aria-label={title}>
      {t(closedAt ? "reopen" : "close")}
    </Button>
  );
  return (
    <Dialog trigger={trigger} title={title} description={t(closedAt ? "reopenText" : "closeText")}>
      <TurnForm id={id} isOpen={!closedAt} />
    </Dialog>
  );
}

/** Says by itself why a unit cannot be closed. */
function TurnForm({ id, isOpen }: { id: string; isOpen: boolean }) {
  const t = useTranslations("units");
  const wiring = useActionForm(isOpen ? closeUnitAction : reopenUnitAction, { values: { id }, problems: {} });
  return (
    <ActionForm wiring={wiring}>
      <input type="hidden" name="id" value={id} />
      <div className="flex justify-end">
        <SubmitButton variant={isOpen ? "danger" : "primary"}>
          {t(isOpen ? "closeConfirm" : "reopenConfirm")}
        </SubmitButton>
      </div>
    </ActionForm>
  );
}
