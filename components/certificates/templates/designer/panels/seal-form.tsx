"use client";

import { useTranslations } from "next-intl";
import { SelectField } from "#components/ui/select-field.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import type { SealElement } from "#lib/features/certificates/templates/types.ts";
import { ColorField } from "./color-field.tsx";
import type { ElementFormProps } from "./element-form-props.ts";
import { FontField } from "./font-field.tsx";
import { PictureField } from "./picture-field.tsx";

const SHAPES = ["round", "square"] as const;
const MIDDLES = ["star", "laurel", "picture", "none"] as const;

export function SealForm({ element, set, problem }: ElementFormProps<SealElement>) {
  const t = useTranslations("templates.designer.seal");
  const round = element.shape === "round";
  return (
    <>
      <p className="text-xs text-ink-soft">{t("hint")}</p>
      <SelectField
        label={t("shape")}
        value={element.shape}
        onChange={(event) => set({ shape: event.target.value })}
        options={SHAPES.map((value) => ({ value, label: t(`shapes.${value}`) }))}
      />
      <TextField
        label={t("text")}
        hint={t(round ? "textHint" : "textHintSquare")}
        value={element.text}
        error={problem("text")}
        onChange={(event) => set({ text: event.target.value.normalize("NFC") }, "text")}
      />
      {round ? (
        <>
          <TextField
            label={t("caption")}
            optional
            value={element.caption}
            error={problem("caption")}
            onChange={(event) => set({ caption: event.target.value.normalize("NFC") }, "caption")}
          />
          <Middle element={element} set={set} problem={problem} />
        </>
      ) : null}
      <FontField value={element.font} onValue={(font) => set({ font })} />
      <ColorField
        label={t("color")}
        value={element.color}
        onValue={(color) => set({ color }, "color")}
        error={problem("color")}
      />
    </>
  );
}

/** A picture is asked for first: a seal that is to have one and has none is no seal. */
function Middle({ element, set }: ElementFormProps<SealElement>) {
  const t = useTranslations("templates.designer.seal");
  const choose = (middle: string) => set({ middle, picture: undefined });
  return (
    <>
      <SelectField
        label={t("middle")}
        value={element.middle}
        onChange={(event) => choose(event.target.value)}
        options={MIDDLES.filter((value) => value !== "picture" || element.picture !== undefined).map((value) => ({
          value,
          label: t(`middles.${value}`),
        }))}
      />
      <PictureField
        label={t("picture")}
        picture={element.picture}
        onPicture={(picture) => set({ middle: "picture", picture })}
      />
    </>
  );
}
