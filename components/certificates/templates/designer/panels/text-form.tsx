"use client";

import { useTranslations } from "next-intl";
import { useRef } from "react";
import { SelectField } from "#components/ui/select-field.tsx";
import { TextareaField } from "#components/ui/textarea-field.tsx";
import type { TextElement } from "#lib/features/certificates/templates/types.ts";
import { ColorField } from "./color-field.tsx";
import type { ElementFormProps } from "./element-form-props.ts";
import { FontField } from "./font-field.tsx";
import { InsertValue } from "./insert-value.tsx";
import { NumberField } from "./number-field.tsx";

const ALIGNS = ["left", "center", "right"] as const;
const VERTICALS = ["top", "middle", "bottom"] as const;
const ROLES = ["title", "heading", "text"] as const;
const MEMBERS = [
  { member: "size", step: 1, min: 4 },
  { member: "sizeMin", step: 1, min: 4 },
  { member: "linesMax", step: 1, min: 1 },
  { member: "leading", step: 0.1, min: 0.8 },
  { member: "spacing", step: 0.05, min: -0.1 },
] as const;

export function TextForm({ element, set, problem }: ElementFormProps<TextElement>) {
  const t = useTranslations("templates.designer.text");
  return (
    <>
      <Words element={element} set={set} problem={problem} />
      <FontField value={element.font} onValue={(font) => set({ font })} />
      <div className="grid grid-cols-2 gap-3">
        {MEMBERS.map(({ member, ...steps }) => (
          <NumberField
            key={member}
            {...steps}
            label={t(member)}
            value={element[member]}
            error={problem(member)}
            onValue={(value) =>
              set(member === "linesMax" ? { linesMax: Math.round(value) } : { [member]: value }, member)
            }
          />
        ))}
        <SelectField
          label={t("align")}
          value={element.align}
          onChange={(event) => set({ align: event.target.value })}
          options={ALIGNS.map((value) => ({ value, label: t(`aligns.${value}`) }))}
        />
        <SelectField
          label={t("vertical")}
          value={element.vertical}
          onChange={(event) => set({ vertical: event.target.value })}
          options={VERTICALS.map((value) => ({ value, label: t(`verticals.${value}`) }))}
        />
        <SelectField
          label={t("role")}
          value={element.role}
          onChange={(event) => set({ role: event.target.value })}
          options={ROLES.map((value) => ({ value, label: t(`roles.${value}`) }))}
        />
      </div>
      <ColorField
        label={t("color")}
        value={element.color}
        onValue={(color) => set({ color }, "color")}
        error={problem("color")}
      />
      <p className="text-xs text-ink-soft">{t("fitHint")}</p>
    </>
  );
}

function Words({ element, set, problem }: ElementFormProps<TextElement>) {
  const t = useTranslations("templates.designer.text");
  const area = useRef<HTMLTextAreaElement>(null);
  const take = (text: string) => set({ text: text.normalize("NFC") }, "text");
  const insert = (placeholder: string) => {
    const { selectionStart = element.text.length, selectionEnd = selectionStart } = area.current ?? {};
    const before = element.text.slice(0, selectionStart);
    take(`${before}${placeholder}${element.text.slice(selectionEnd)}`);
    area.current?.focus();
  };
  return (
    <div className="grid gap-2">
      <TextareaField
        ref={area}
        label={t("text")}
        hint={t("textHint")}
        rows={3}
        value={element.text}
        error={problem("text")}
        onChange={(event) => take(event.target.value)}
      />
      <InsertValue onInsert={insert} />
    </div>
  );
}
