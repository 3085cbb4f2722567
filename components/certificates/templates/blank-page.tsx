import { useLocale, useTranslations } from "next-intl";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { beginTemplateAction } from "#lib/features/certificates/templates/actions.ts";

/** For those who have a design of their own. */
export function BlankPage() {
  const t = useTranslations("templates.gallery");
  return (
    <form action={beginTemplateAction} className="mb-10 flex flex-wrap items-center gap-x-4 gap-y-2">
      <input type="hidden" name="language" value={useLocale()} />
      <p className="text-sm text-ink-soft">{t("blankText")}</p>
      <SubmitButton size="sm" variant="secondary">
        {t("blank")}
      </SubmitButton>
    </form>
  );
}
