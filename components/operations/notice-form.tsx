"use client";

import { useTranslations } from "next-intl";
import { ActionForm } from "#components/forms/action-form.tsx";
import { SavedCallout } from "#components/forms/saved-callout.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { TextareaField } from "#components/ui/textarea-field.tsx";
import { changeNoticeAction } from "#lib/features/operations/site/actions.ts";
import type { Notice, NoticeName } from "#lib/features/operations/site/types.ts";

/** The imprint, or what the operators add to the privacy page. */
export function NoticeForm({ name, notice }: { name: NoticeName; notice: Notice }) {
  const t = useTranslations("operations.site");
  const saved = useTranslations("operations")("saved");
  const wiring = useActionForm(changeNoticeAction, { values: { ...notice }, problems: {} });
  const { values, problems, done } = wiring.state;
  // An imprint without a word has no page; the privacy page has words of its own.
  const hasPage = name !== "imprint" || Boolean(notice.zh || notice.en || notice.url);
  const text = (language: "zh" | "en") => ({
    name: language,
    label: t(language),
    hint: t("textHint"),
    lang: language === "zh" ? "zh-CN" : "en",
    rows: 8,
    defaultValue: values[language],
    error: problems[language]?.text,
    optional: true,
  });
  return (
    <ActionForm wiring={wiring}>
      <SavedCallout done={done}>{saved}</SavedCallout>
      <input type="hidden" name="name" value={name} />
      <TextareaField {...text("zh")} />
      <TextareaField {...text("en")} />
      <TextField
        name="url"
        type="url"
        label={t("url")}
        hint={t("urlHint")}
        defaultValue={values.url}
        error={problems.url?.text}
        optional
      />
      <div className="flex flex-wrap items-center gap-x-6 gap-y-3">
        <SubmitButton variant="secondary">{t("submit")}</SubmitButton>
        {hasPage ? (
          <TextLink href={`/${name}`} prefetch={false} className="text-sm">
            {t("open")}
          </TextLink>
        ) : null}
      </div>
    </ActionForm>
  );
}
