"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { ActionForm } from "#components/forms/action-form.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { UnitField } from "#components/units/unit-field.tsx";
import { changeRoleAction } from "#lib/features/accounts/members/actions.ts";
import type { Member } from "#lib/features/accounts/members/types.ts";
import type { UnitChoice } from "#lib/features/accounts/units/types.ts";
import type { FormState } from "#lib/words/form-state.ts";
import { RoleChoice } from "./role-choice.tsx";

type Role = Member["role"];
type Place = { unitId: string | null; units: readonly UnitChoice[]; isWhole: boolean };
type ChangeRoleProps = { id: string; name: string; role: Role; roles: readonly Role[] } & Place;

export function ChangeRole({ id, name, role, roles, ...place }: ChangeRoleProps) {
  const t = useTranslations("members");
  const [open, setOpen] = useState(false);
  const trigger = (
    <Button size="sm" aria-label={t("changeLabel", { name })}>
      {t("change")}
    </Button>
  );
  return (
    <Dialog
      trigger={trigger}
      title={t("changeTitle", { name })}
      description={t("changeText")}
      open={open}
      onOpenChange={setOpen}
    >
      {/* Mounted anew each time it opens: nothing is left of the last time. */}
      {open ? <ChangeRoleForm id={id} role={role} roles={roles} {...place} onDone={() => setOpen(false)} /> : null}
    </Dialog>
  );
}

type ChangeRoleFormProps = Omit<ChangeRoleProps, "name"> & { onDone: () => void };

function ChangeRoleForm({ id, role, roles, unitId, units, isWhole, onDone }: ChangeRoleFormProps) {
  const unitHint = useTranslations("units")("memberHint");
  const t = useTranslations("members");
  const unsent: FormState = { values: { role, unit: unitId ?? "" }, problems: {} };
  const wiring = useActionForm(changeRoleAction, unsent);
  const { state } = wiring;
  useEffect(() => {
    if (state.done) onDone();
  }, [state.done, onDone]);
  return (
    <ActionForm wiring={wiring}>
      <input type="hidden" name="id" value={id} />
      <RoleChoice roles={roles} chosen={state.values.role} error={state.problems.role?.text} />
      <UnitField
        units={units}
        isWhole={isWhole}
        hint={unitHint}
        chosen={state.values.unit}
        error={state.problems.unit?.text}
      />
      <div className="flex justify-end">
        <SubmitButton>{t("changeConfirm")}</SubmitButton>
      </div>
    </ActionForm>
  );
}
