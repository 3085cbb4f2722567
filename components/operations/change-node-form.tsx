"use client";

import { useTranslations } from "next-intl";
import { ActionForm } from "#components/forms/action-form.tsx";
import { SavedCallout } from "#components/forms/saved-callout.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { changeNodeAction } from "#lib/features/operations/installation/actions.ts";
import { NodeWordFields, type OperatorChoice } from "./node-word-fields.tsx";

type ChangeNodeFormProps = {
  node: { id: string; url: string; operator: string; contact: string; organisationId: string };
  operators: readonly OperatorChoice[];
};

/** Where a node is found and who runs it. */
export function ChangeNodeForm({ node, operators }: ChangeNodeFormProps) {
  const t = useTranslations("operations");
  const { id, ...values } = node;
  const wiring = useActionForm(changeNodeAction, { values, problems: {} });
  const { state } = wiring;
  return (
    <ActionForm wiring={wiring}>
      <SavedCallout done={state.done}>{t("saved")}</SavedCallout>
      <input type="hidden" name="id" value={id} />
      <NodeWordFields values={state.values} problems={state.problems} operators={operators} />
      <div>
        <SubmitButton>{t("node.save")}</SubmitButton>
      </div>
    </ActionForm>
  );
}
