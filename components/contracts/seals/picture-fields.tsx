"use client";

import { useTranslations } from "next-intl";
import { type ChangeEvent, useState } from "react";
import { Field } from "#components/ui/field.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { SHAPES } from "#lib/features/contracts/seals/types.ts";
import type { FormState } from "#lib/words/form-state.ts";
import { type PreviewedDesign, SealPreview } from "./seal-preview.tsx";

type PictureFieldsProps = Pick<FormState<string, unknown>, "values" | "problems">;

/** How a seal looks: drawn by what is said of it, seen as it is typed; or a picture that there is already. */
export function PictureFields({ values, problems }: PictureFieldsProps) {
  const t = useTranslations("documentSeals.new");
  const [picture, setPicture] = useState(values.picture ?? "design");
  return (
    <div className="grid gap-5">
      <RadioGroup
        name="picture"
        legend={t("pictureFrom")}
        value={picture}
        onChange={setPicture}
        options={[
          { value: "design", label: t("pictureDrawn"), hint: t("pictureDrawnHint") },
          { value: "png", label: t("pictureBrought"), hint: t("pictureBroughtHint") },
        ]}
      />
      <DesignFields {...{ values, problems }} isHidden={picture !== "design"} />
      {picture === "png" ? (
        <div className="grid items-start gap-5 md:grid-cols-2">
          <Field label={t("png")} hint={t("pngHint")} error={problems.png?.text}>
            {(field) => <input {...field} type="file" name="png" accept="image/png" className="control" />}
          </Field>
          <WidthField value={values.width} error={problems.width?.text} />
        </div>
      ) : null}
    </div>
  );
}

function DesignFields({ values, problems, isHidden }: PictureFieldsProps & { isHidden: boolean }) {
  const t = useTranslations("documentSeals.new");
  const [design, setDesign] = useState<PreviewedDesign>(() => designIn((name) => values[name] ?? ""));
  const onChange = ({ target }: ChangeEvent<HTMLInputElement | HTMLSelectElement>) => {
    const form = target.form && new FormData(target.form);
    if (form) setDesign(designIn((name) => String(form.get(name) ?? "")));
  };
  const shared = { onChange, autoComplete: "off" } as const;
  const hasRing = design.shape === "round" || design.shape === "oval";
  return (
    <div hidden={isHidden} className="grid items-start gap-6 md:grid-cols-[minmax(0,1fr)_18rem]">
      <div className="grid gap-5">
        <SelectField
          name="shape"
          label={t("shape")}
          onChange={onChange}
          defaultValue={values.shape}
          options={SHAPES.map((value) => ({ value, label: t(`shapes.${value}`) }))}
          error={problems.shape?.text}
        />
        <TextField
          {...shared}
          name="words"
          label={t("words")}
          hint={t("wordsHint")}
          maxLength={40}
          defaultValue={values.words}
          error={problems.words?.text}
        />
        {hasRing ? (
          <div className="grid items-start gap-5 sm:grid-cols-2">
            <TextField
              {...shared}
              name="caption"
              label={t("caption")}
              hint={t("captionHint")}
              optional
              maxLength={16}
              defaultValue={values.caption}
              error={problems.caption?.text}
            />
            <TextField
              {...shared}
              name="code"
              label={t("code")}
              hint={t("codeHint")}
              optional
              maxLength={18}
              defaultValue={values.code}
              error={problems.code?.text}
            />
          </div>
        ) : null}
        <div className="grid items-start gap-5 sm:grid-cols-2">
          <TextField
            {...shared}
            name="color"
            type="color"
            label={t("color")}
            defaultValue={values.color}
            error={problems.color?.text}
          />
          {isHidden ? null : <WidthField value={values.width} error={problems.width?.text} onChange={onChange} />}
        </div>
      </div>
      <SealPreview design={design} />
    </div>
  );
}

function designIn(read: (name: string) => string): PreviewedDesign {
  const [shape = "", words = "", caption = "", code = "", color = "", width = ""] = [
    ...["shape", "words", "caption", "code", "color", "width"],
  ].map((name) => read(name).trim());
  return { shape, words, caption, code, color, width };
}

type WidthFieldProps = {
  value: string | undefined;
  error: string | undefined;
  onChange?: (event: ChangeEvent<HTMLInputElement>) => void;
};

function WidthField({ value, error, onChange }: WidthFieldProps) {
  const t = useTranslations("documentSeals.new");
  return (
    <TextField
      name="width"
      type="number"
      inputMode="decimal"
      label={t("width")}
      hint={t("widthHint")}
      min={10}
      max={80}
      step="any"
      required
      autoComplete="off"
      defaultValue={value}
      error={error}
      onChange={onChange}
    />
  );
}
