"use client";

import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { PAGE_SIZES_MM, type TemplateDocument } from "#lib/features/certificates/templates/types.ts";
import type { Edit } from "../draft.ts";
import { useEditor } from "../editor.ts";
import { ColorField } from "./color-field.tsx";
import { PictureField } from "./picture-field.tsx";

const NAME_CHARS_MAX = 100;
const ORIENTATIONS = ["portrait", "landscape"] as const;

/** The page as a whole: size, background, the language of what is printed. */
export function PageForm() {
  const t = useTranslations("templates.designer.page");
  const { document, change, problemAt } = useEditor();
  const { page, background } = document;
  const setPage =
    (members: Partial<TemplateDocument["page"]>): Edit =>
    (before) => ({
      ...before,
      page: { ...before.page, ...members },
    });
  const setBackground =
    ({ color, picture }: TemplateDocument["background"]): Edit =>
    (before) => ({
      ...before,
      background: { color, ...(picture !== undefined && { picture }) },
    });
  return (
    <div className="grid gap-4">
      <NameField />
      <div className="grid gap-4">
        <SelectField
          label={t("size")}
          value={page.size}
          onChange={(event) => change(setPage({ size: event.target.value as keyof typeof PAGE_SIZES_MM }))}
          options={Object.entries(PAGE_SIZES_MM).map(([value, [short, long]]) => ({
            value,
            label: t("sizeOption", { name: value, short, long }),
          }))}
        />
        <SelectField
          label={t("orientation")}
          value={page.orientation}
          onChange={(event) => change(setPage({ orientation: event.target.value as "portrait" | "landscape" }))}
          options={ORIENTATIONS.map((value) => ({ value, label: t(`orientations.${value}`) }))}
        />
      </div>
      <p className="text-xs text-ink-soft">{t("sizeHint")}</p>
      <ColorField
        label={t("background")}
        value={background.color}
        error={problemAt("background", "color")}
        onValue={(color) => change(setBackground({ ...background, color }), "background")}
      />
      <PictureField
        label={t("picture")}
        picture={background.picture}
        onPicture={(picture) => change(setBackground({ ...background, picture }))}
      />
      {background.picture ? (
        <div>
          <Button size="sm" onClick={() => change(setBackground({ color: background.color }))}>
            {t("noPicture")}
          </Button>
        </div>
      ) : null}
      <LanguageForm />
    </div>
  );
}

function NameField() {
  const t = useTranslations("templates.designer");
  const { name, setName } = useEditor();
  return (
    <TextField
      label={t("templateName")}
      value={name}
      maxLength={NAME_CHARS_MAX}
      error={name.trim() === "" ? t("templateNameMissing") : undefined}
      onChange={(event) => setName(event.target.value)}
    />
  );
}

const LANGUAGES = ["zh-CN", "en"] as const;

function LanguageForm() {
  const t = useTranslations("templates.designer.page");
  const { document, change, problemAt } = useEditor();
  const zones = Intl.supportedValuesOf("timeZone");
  const all = zones.includes(document.timeZone) ? zones : [document.timeZone, ...zones];
  return (
    <>
      <SelectField
        label={t("language")}
        hint={t("languageHint")}
        value={document.language}
        onChange={(event) => {
          const language = event.target.value as TemplateDocument["language"];
          change((before) => ({ ...before, language }));
        }}
        options={LANGUAGES.map((value) => ({ value, label: t(`languages.${value}`) }))}
      />
      <SelectField
        label={t("timeZone")}
        hint={t("timeZoneHint")}
        value={document.timeZone}
        error={problemAt("timeZone")}
        onChange={(event) => {
          const timeZone = event.target.value;
          change((before) => ({ ...before, timeZone }));
        }}
        options={all.map((value) => ({ value, label: value }))}
      />
    </>
  );
}
