"use client";

import { useTranslations } from "next-intl";
import { ActionForm } from "#components/forms/action-form.tsx";
import { SavedCallout } from "#components/forms/saved-callout.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextareaField } from "#components/ui/textarea-field.tsx";
import { changeNodeAction } from "#lib/features/operations/installation/actions.ts";
import { NodeWordFields, type OperatorChoice } from "./node-word-fields.tsx";

type ChangeNodeFormProps = {
  node: { id: string; url: string; operator: string; contact: string; organisationId: string };
  operators: readonly OperatorChoice[];
  /** Whether it is a witness that has one key, Ed25519. */
  mayAddKey: boolean;
};

/** Where a node is found and who runs it, and a second key for a witness that has one. */
export function ChangeNodeForm({ node, operators, mayAddKey }: ChangeNodeFormProps) {
  const t = useTranslations("operations");
  const { id, ...values } = node;
  const wiring = useActionForm(changeNodeAction, { values, problems: {} });
  const { state } = wiring;
  return (
    <ActionForm wiring={wiring}>
      <SavedCallout done={state.done}>{t("saved")}</SavedCallout>
      <input type="hidden" name="id" value={id} />
      <NodeWordFields values={state.values} problems={state.problems} operators={operators} />
      {mayAddKey ? (
        <TextareaField
          name="mlDsaKey"
          label={t("node.secondKey")}
          hint={t("node.secondKeyHint")}
          rows={2}
          className="font-mono break-all"
          autoComplete="off"
          spellCheck={false}
          defaultValue={state.values.mlDsaKey}
          error={state.problems.mlDsaKey?.text}
        />
      ) : null}
      <div>
        <SubmitButton>{t("node.save")}</SubmitButton>
      </div>
    </ActionForm>
  );
}
