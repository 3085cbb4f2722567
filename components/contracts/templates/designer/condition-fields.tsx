"use client";

import { useTranslations } from "next-intl";
import { SelectField } from "#components/ui/select-field.tsx";
import { comparisonsOf } from "#lib/features/contracts/templates/schema/conditions.ts";
import { COMPARISONS, type Comparison, type Condition } from "#lib/features/contracts/templates/types.ts";
import { useEditor } from "./editor.ts";
import type { Path } from "./edits.ts";
import { Items, Line } from "./inputs.tsx";

type ConditionFieldsProps = {
  path: Path;
  when: Condition | undefined;
  /** How many values stand before what the condition is about; all unless said. */
  before?: number;
};

/** When something is there: always, or under comparisons of values. */
export function ConditionFields({ path, when, before }: ConditionFieldsProps) {
  const t = useTranslations("contractTemplates.designer.condition");
  const { document, set, problemAt } = useEditor();
  const values = document.values.slice(0, before);
  const mode = when === undefined ? "always" : "all" in when ? "all" : "any" in when ? "any" : "one";
  const first = values[0];
  if (first === undefined && when === undefined) return null;
  const beginning: Comparison = { value: first?.name ?? "", is: "given" };
  const choose = (chosen: string) => {
    const now = comparisonsOf(when);
    const several = now.length > 0 ? now : [beginning];
    if (chosen === "always") return set(path, undefined);
    set(path, chosen === "one" ? several[0] : { [chosen]: several });
  };
  return (
    <div className="grid gap-3">
      <SelectField
        label={t("when")}
        value={mode}
        error={problemAt(path)}
        options={(["always", "one", "all", "any"] as const).map((value) => ({ value, label: t(value) }))}
        onChange={(event) => choose(event.target.value)}
      />
      {mode === "one" ? <ComparisonFields path={path} comparison={when as Comparison} names={values} /> : null}
      {mode === "all" || mode === "any" ? (
        <Items
          path={[...path, mode]}
          items={comparisonsOf(when)}
          nameOf={(_, at) => t("number", { number: at + 1 })}
          add={[{ label: t("add"), make: () => beginning }]}
        >
          {(comparison, place) => <ComparisonFields path={place} comparison={comparison} names={values} />}
        </Items>
      ) : null}
    </div>
  );
}

type ComparisonFieldsProps = { path: Path; comparison: Comparison; names: readonly { name: string; label: string }[] };

function ComparisonFields({ path, comparison, names }: ComparisonFieldsProps) {
  const t = useTranslations("contractTemplates.designer.condition");
  const { set } = useEditor();
  const { value, is, than } = comparison;
  const hasOther = is !== "given" && is !== "absent";
  return (
    <div className="grid gap-3 sm:grid-cols-3">
      <SelectField
        label={t("value")}
        value={value}
        options={names.map(({ name, label }) => ({ value: name, label }))}
        onChange={(event) => set([...path, "value"], event.target.value)}
      />
      <SelectField
        label={t("is")}
        value={is}
        options={COMPARISONS.map((each) => ({ value: each, label: t(`comparisons.${each}`) }))}
        onChange={(event) => {
          const next = event.target.value as Comparison["is"];
          const bare = { value, is: next };
          set(path, next === "given" || next === "absent" ? bare : { ...bare, than: than ?? "" });
        }}
      />
      {hasOther ? <Line path={[...path, "than"]} value={than} label={t("than")} hint={t("thanHint")} /> : null}
    </div>
  );
}
