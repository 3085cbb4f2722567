"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { ActionForm } from "#components/forms/action-form.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { changeRoleAction } from "#lib/features/accounts/members/actions.ts";
import type { Member } from "#lib/features/accounts/members/types.ts";
import type { FormState } from "#lib/words/form-state.ts";
import { RoleChoice } from "./role-choice.tsx";

type Role = Member["role"];
type ChangeRoleProps = { id: string; name: string; role: Role; roles: readonly Role[] };

export function ChangeRole({ id, name, role, roles }: ChangeRoleProps) {
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
      {open ? <ChangeRoleForm id={id} role={role} roles={roles} onDone={() => setOpen(false)} /> : null}
    </Dialog>
  );
}

type ChangeRoleFormProps = { id: string; role: Role; roles: readonly Role[]; onDone: () => void };

function ChangeRoleForm({ id, role, roles, onDone }: ChangeRoleFormProps) {
  const t = useTranslations("members");
  const unsent: FormState = { values: { role }, problems: {} };
  const wiring = useActionForm(changeRoleAction, unsent);
  const { state } = wiring;
  useEffect(() => {
    if (state.done) onDone();
  }, [state.done, onDone]);
  return (
    <ActionForm wiring={wiring}>
      <input type="hidden" name="id" value={id} />
      <RoleChoice roles={roles} chosen={state.values.role} error={state.problems.role?.text} />
      <div className="flex justify-end">
        <SubmitButton>{t("changeConfirm")}</SubmitButton>
      </div>
    </ActionForm>
  );
}
