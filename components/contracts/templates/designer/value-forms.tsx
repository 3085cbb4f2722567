"use client";

import { useTranslations } from "next-intl";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { type ContractValue, VALUE_KINDS, type ValueKind } from "#lib/features/contracts/templates/types.ts";
import { ConditionFields } from "./condition-fields.tsx";
import { useEditor } from "./editor.ts";
import { freshName, type Path } from "./edits.ts";
import { Items, Line, Lines, Numeric } from "./inputs.tsx";

/** What the sender states before a contract is composed. */
export function ValueForms() {
  const t = useTranslations("contractTemplates.designer");
  const { document } = useEditor();
  const { values } = document;
  const make = (): ContractValue => {
    const name = freshName(
      "value_",
      values.map((each) => each.name),
    );
    return { kind: "text", name, label: t("value.fresh", { number: values.length + 1 }), required: true };
  };
  return (
    <Items
      path={["values"]}
      items={values}
      nameOf={({ label }, at) => label || t("value.fresh", { number: at + 1 })}
      add={[{ label: t("value.add"), make }]}
    >
      {(value, path) => <ValueForm value={value} path={path} />}
    </Items>
  );
}

function ValueForm({ value, path }: { value: ContractValue; path: Path }) {
  const t = useTranslations("contractTemplates.designer");
  const { set } = useEditor();
  const { name, label, required, kind, when } = value;
  const change = (next: ValueKind) => {
    const common = { name, label, required, ...(when && { when }) };
    if (next === "amount") set(path, { kind: next, ...common, currency: "CNY" });
    else if (next === "choice") set(path, { kind: next, ...common, options: [t("value.option")] });
    else set(path, { kind: next, ...common });
  };
  return (
    <>
      <div className="grid gap-3 sm:grid-cols-3">
        <Line path={[...path, "label"]} value={label} label={t("value.label")} />
        <Line path={[...path, "name"]} value={name} label={t("shortName")} mono />
        <SelectField
          label={t("kind")}
          value={kind}
          options={VALUE_KINDS.map((each) => ({ value: each, label: t(`value.kinds.${each}`) }))}
          onChange={(event) => change(event.target.value as ValueKind)}
        />
      </div>
      <ValueLimits value={value} path={path} />
      <Checkbox
        label={t("required")}
        checked={required}
        onChange={(event) => set([...path, "required"], event.target.checked)}
      />
      <ConditionFields path={[...path, "when"]} when={when} before={Number(path.at(-1))} />
    </>
  );
}

function ValueLimits({ value, path }: { value: ContractValue; path: Path }) {
  const t = useTranslations("contractTemplates.designer.value");
  if (value.kind === "choice") return <Lines path={[...path, "options"]} value={value.options} label={t("options")} />;
  return (
    <div className="grid gap-3 sm:grid-cols-3">
      {value.kind === "text" ? (
        <>
          <Numeric path={[...path, "charsMax"]} value={value.charsMax} label={t("charsMax")} optional />
          <Line path={[...path, "mask"]} value={value.mask} label={t("mask")} hint={t("maskHint")} optional mono />
        </>
      ) : null}
      {value.kind === "amount" ? (
        <>
          <Line path={[...path, "currency"]} value={value.currency} label={t("currency")} mono />
          <Line path={[...path, "min"]} value={value.min} label={t("min")} hint={t("amountHint")} optional />
          <Line path={[...path, "max"]} value={value.max} label={t("max")} hint={t("amountHint")} optional />
        </>
      ) : null}
      {value.kind === "date" ? (
        <>
          <Line path={[...path, "from"]} value={value.from} label={t("from")} optional type="date" />
          <Line path={[...path, "until"]} value={value.until} label={t("until")} optional type="date" />
        </>
      ) : null}
    </div>
  );
}
