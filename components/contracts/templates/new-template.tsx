"use client";

import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { FileButton } from "#components/ui/file-button.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { beginDocument } from "#lib/features/contracts/templates/schema/begin.ts";
import { LANGUAGES, type Language } from "#lib/features/contracts/templates/types.ts";
import { addPdf, createTemplate, isRefusal, type Refusal } from "./ask-server.ts";

const NAME_CHARS_MAX = 200;

/** A name, a language, and whether the text is written here or comes as a PDF; the rest is said in the editor. */
export function NewTemplate() {
  const t = useTranslations("contractTemplates");
  const router = useRouter();
  const [name, setName] = useState("");
  const [language, setLanguage] = useState<Language>(useLocale() === "en" ? "en" : "zh-CN");
  const [form, setForm] = useState<"text" | "pdf">("text");
  const [file, setFile] = useState<File>();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const title = name.trim().normalize("NFC");
  const fail = ({ refused }: Refusal) => {
    setBusy(false);
    setProblem(refused || t("lost"));
  };
  const make = async () => {
    if (title === "") return setProblem(t("new.noName"));
    if (form === "pdf" && !file) return setProblem(t("new.noFile"));
    setBusy(true);
    setProblem(undefined);
    const added = form === "pdf" && file ? await addPdf(file) : undefined;
    if (added && isRefusal(added)) return fail(added);
    const made = await createTemplate(title, beginDocument(language, { title, ...(added && { pdf: added.sha256 }) }));
    if (isRefusal(made)) return fail(made);
    router.push(`/contracts/templates/${made.id}/design`);
  };
  return (
    <div className="grid max-w-2xl gap-5">
      {problem ? (
        <Callout tone="danger" role="alert">
          {problem}
        </Callout>
      ) : null}
      <TextField
        label={t("new.name")}
        hint={t("new.nameHint")}
        value={name}
        maxLength={NAME_CHARS_MAX}
        autoComplete="off"
        onChange={(event) => setName(event.target.value)}
      />
      <SelectField
        label={t("designer.language")}
        value={language}
        options={LANGUAGES.map((value) => ({ value, label: t(`languages.${value}`) }))}
        onChange={(event) => setLanguage(event.target.value as Language)}
      />
      <RadioGroup
        name="form"
        legend={t("page.form")}
        value={form}
        onChange={(value) => setForm(value === "pdf" ? "pdf" : "text")}
        options={(["text", "pdf"] as const).map((value) => ({
          value,
          label: t(`page.forms.${value}`),
          hint: t(`new.forms.${value}`),
        }))}
      />
      {form === "pdf" ? (
        <div className="flex flex-wrap items-center gap-3 text-sm">
          <FileButton accept="application/pdf" onFiles={([chosen]) => setFile(chosen)}>
            {t("new.file")}
          </FileButton>
          <span role="status" className="wrap-anywhere">
            {file?.name ?? t("new.fileNone")}
          </span>
        </div>
      ) : null}
      <div>
        <Button variant="primary" busy={busy} onClick={make}>
          {t("new.make")}
        </Button>
      </div>
    </div>
  );
}
