"use client";

import { useTranslations } from "next-intl";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import type { BlockField } from "#lib/features/contracts/templates/types.ts";
import { FIELD_KINDS, type FieldKind } from "#lib/pades/form-fields.ts";
import { useEditor } from "./editor.ts";
import { freshName, type Path } from "./edits.ts";
import { Line, Lines } from "./inputs.tsx";

/** What a party fills in, signs or seals; where it stands is said beside it. */
export function FieldForm({ field, path }: { field: Omit<BlockField, "width" | "height">; path: Path }) {
  const t = useTranslations("contractTemplates.designer");
  const { document, set, problemAt } = useEditor();
  const { name, label, kind, party, required, options } = field;
  const change = (next: FieldKind) => {
    const { options: _, ...bare } = field;
    set(path, { ...bare, kind: next, ...(next === "choice" && { options: options ?? [t("value.option")] }) });
  };
  return (
    <>
      <div className="grid gap-3 sm:grid-cols-2">
        <Line path={[...path, "label"]} value={label} label={t("field.label")} />
        <Line path={[...path, "name"]} value={name} label={t("shortName")} mono />
        <SelectField
          label={t("kind")}
          value={kind}
          options={FIELD_KINDS.map((each) => ({ value: each, label: t(`field.kinds.${each}`) }))}
          onChange={(event) => change(event.target.value as FieldKind)}
        />
        <SelectField
          label={t("field.party")}
          value={party}
          error={problemAt([...path, "party"])}
          options={document.parties.map((each) => ({ value: each.name, label: each.label }))}
          onChange={(event) => set([...path, "party"], event.target.value)}
        />
      </div>
      {kind === "choice" ? <Lines path={[...path, "options"]} value={options} label={t("value.options")} /> : null}
      <Checkbox
        label={t("field.required")}
        checked={required}
        onChange={(event) => set([...path, "required"], event.target.checked)}
      />
    </>
  );
}

/** A place for a signature, of the first party until somebody says otherwise. */
export function useFreshField(): () => BlockField {
  const t = useTranslations("contractTemplates.designer");
  const { document } = useEditor();
  const { body, parties } = document;
  const fields =
    body.kind === "pdf"
      ? body.fields
      : body.clauses.flatMap(({ blocks }) => blocks.flatMap((each) => (each.kind === "field" ? [each.field] : [])));
  const name = freshName(
    "field_",
    fields.map((each) => each.name),
  );
  return () => ({
    ...{ name, kind: "signature", party: parties[0]?.name ?? "", required: true },
    label: t("field.fresh", { number: fields.length + 1 }),
  });
}
