"use client";

import { useTranslations } from "next-intl";
import { ActionForm } from "#components/forms/action-form.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { TextareaField } from "#components/ui/textarea-field.tsx";
import { NODE_KINDS, type NodeKind } from "#lib/features/ledger/nodes/types.ts";
import { inviteNodeAction } from "#lib/features/operations/installation/actions.ts";
import { NodeWordFields, type OperatorChoice } from "./node-word-fields.tsx";

type InviteNodeFormProps = {
  kind: NodeKind;
  ledger: string;
  ledgers: readonly string[];
  operators: readonly OperatorChoice[];
};

/** Notes a party that shall watch a ledger. */
export function InviteNodeForm({ kind, ledger, ledgers, operators }: InviteNodeFormProps) {
  const t = useTranslations("operations.newNode");
  const kinds = useTranslations("nodes.kind");
  const wiring = useActionForm(inviteNodeAction, { values: { kind, ledger }, problems: {} });
  const { values, problems } = wiring.state;
  return (
    <ActionForm wiring={wiring}>
      <RadioGroup
        name="kind"
        legend={t("kind")}
        options={NODE_KINDS.map((value) => ({ value, label: kinds(value), hint: t(`kindHint.${value}`) }))}
        defaultValue={values.kind}
        error={problems.kind?.text}
      />
      <SelectField
        name="ledger"
        label={t("ledger")}
        options={ledgers.map((value) => ({ value, label: value }))}
        defaultValue={values.ledger}
        error={problems.ledger?.text}
      />
      <TextField
        name="name"
        label={t("name")}
        hint={t("nameHint")}
        required
        autoComplete="off"
        spellCheck={false}
        defaultValue={values.name}
        error={problems.name?.text}
      />
      <TextareaField
        name="verifierKey"
        label={t("key")}
        hint={t("keyHint")}
        rows={2}
        className="font-mono break-all"
        autoComplete="off"
        spellCheck={false}
        defaultValue={values.verifierKey}
        error={problems.verifierKey?.text}
      />
      <NodeWordFields values={values} problems={problems} operators={operators} />
      <div>
        <SubmitButton>{t("submit")}</SubmitButton>
      </div>
    </ActionForm>
  );
}
