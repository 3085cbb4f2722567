"use client";

import { useTranslations } from "next-intl";
import { useRef } from "react";
import { SelectField } from "#components/ui/select-field.tsx";
import { TextareaField } from "#components/ui/textarea-field.tsx";
import { FORMS } from "#lib/features/contracts/templates/schema/spelling.ts";
import { MARK_NUMBER } from "#lib/features/contracts/templates/types.ts";
import { useEditor } from "./editor.ts";
import type { Path } from "./edits.ts";

/** Lines with placeholders; what can stand there is chosen from a list and goes where the cursor was. */
export function Text({ path, value, label }: { path: Path; value: string; label: string }) {
  const t = useTranslations("contractTemplates.designer");
  const { document, set, problemAt } = useEditor();
  const area = useRef<HTMLTextAreaElement>(null);
  const insert = (placeholder: string) => {
    const at = area.current?.selectionStart ?? value.length;
    set(path, `${value.slice(0, at)}{{${placeholder}}}${value.slice(at)}`);
  };
  const options = document.values.flatMap((each) => [
    { value: each.name, label: each.label },
    ...FORMS[each.kind]
      // Capital numerals are of renminbi.
      .filter((form) => form !== "words" || (each.kind === "amount" && each.currency === "CNY"))
      .map((form) => ({
        value: `${each.name}:${form}`,
        label: t("insertForm", { label: each.label, form: t(`forms.${form as "words" | "plain"}`) }),
      })),
  ]);
  return (
    <div className="grid gap-3">
      <TextareaField
        ref={area}
        label={label}
        rows={4}
        value={value}
        error={problemAt(path)}
        onChange={(event) => set(path, event.target.value)}
      />
      <SelectField
        label={t("insert")}
        value=""
        options={[{ value: "", label: t("insertChoose") }, ...options, { value: MARK_NUMBER, label: t("insertMark") }]}
        onChange={(event) => insert(event.target.value)}
      />
    </div>
  );
}
