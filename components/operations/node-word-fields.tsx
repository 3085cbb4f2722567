import { useTranslations } from "next-intl";
import { SelectField } from "#components/ui/select-field.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import type { FormState } from "#lib/words/form-state.ts";

export type OperatorChoice = { id: string; name: string };

type NodeWordFieldsProps = Pick<FormState, "values" | "problems"> & {
  operators: readonly OperatorChoice[];
};

/** What may change of a node: where it is, who runs it, how to reach them. */
export function NodeWordFields({ values, problems, operators }: NodeWordFieldsProps) {
  const t = useTranslations("operations.node");
  const list = useTranslations("operations.nodes");
  const none = { value: "", label: t("organisationNone") };
  return (
    <>
      <TextField
        name="url"
        type="url"
        mono
        label={t("url")}
        hint={t("urlHint")}
        required
        autoComplete="off"
        spellCheck={false}
        placeholder="https://"
        defaultValue={values.url}
        error={problems.url?.text}
      />
      <TextField
        name="operator"
        label={list("operator")}
        hint={t("operatorHint")}
        optional
        autoComplete="off"
        defaultValue={values.operator}
        error={problems.operator?.text}
      />
      <TextField
        name="contact"
        label={t("contact")}
        hint={t("contactHint")}
        optional
        autoComplete="off"
        defaultValue={values.contact}
        error={problems.contact?.text}
      />
      <SelectField
        name="organisationId"
        label={t("organisation")}
        options={[none, ...operators.map(({ id, name }) => ({ value: id, label: name }))]}
        defaultValue={values.organisationId ?? ""}
        error={problems.organisationId?.text}
      />
    </>
  );
}
