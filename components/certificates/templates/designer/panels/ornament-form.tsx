"use client";

import { useTranslations } from "next-intl";
import { SelectField } from "#components/ui/select-field.tsx";
import { ORNAMENTS, type OrnamentElement } from "#lib/features/certificates/templates/types.ts";
import { ColorField } from "./color-field.tsx";
import type { ElementFormProps } from "./element-form-props.ts";

export function OrnamentForm({ element, set, problem }: ElementFormProps<OrnamentElement>) {
  const t = useTranslations("templates.designer");
  return (
    <>
      <SelectField
        label={t("design")}
        value={element.design}
        onChange={(event) => set({ design: event.target.value })}
        options={ORNAMENTS.map((value) => ({ value, label: t(`designs.${value}`) }))}
      />
      <ColorField
        label={t("color")}
        value={element.color}
        onValue={(color) => set({ color }, "color")}
        error={problem("color")}
      />
      <ColorField
        label={t("second")}
        value={element.second}
        onValue={(second) => set({ second }, "second")}
        error={problem("second")}
      />
    </>
  );
}
