"use client";

import { useTranslations } from "next-intl";
import { SelectField } from "#components/ui/select-field.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import type { PictureElement } from "#lib/features/certificates/templates/types.ts";
import type { ElementFormProps } from "./element-form-props.ts";
import { PictureField } from "./picture-field.tsx";

const FITS = ["contain", "cover"] as const;

export function PictureForm({ element, set, problem }: ElementFormProps<PictureElement>) {
  const t = useTranslations("templates.designer.picture");
  return (
    <>
      <PictureField label={t("picture")} picture={element.picture} onPicture={(picture) => set({ picture })} />
      <SelectField
        label={t("fit")}
        value={element.fit}
        onChange={(event) => set({ fit: event.target.value })}
        options={FITS.map((value) => ({ value, label: t(`fits.${value}`) }))}
      />
      <TextField
        label={t("alt")}
        hint={t("altHint")}
        optional
        value={element.alt}
        error={problem("alt")}
        onChange={(event) => set({ alt: event.target.value.normalize("NFC") }, "alt")}
      />
    </>
  );
}
