import { useLocale, useTranslations } from "next-intl";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { Digest } from "#components/ui/digest.tsx";
import type { TemplateDocument } from "#lib/features/certificates/templates/types.ts";
import type { Locale } from "#lib/i18n/locale.ts";

export function TemplateFacts({ document, sha256 }: { document: TemplateDocument; sha256: string }) {
  const t = useTranslations("templates.page");
  const words = useTranslations("templates");
  const locale = useLocale() as Locale;
  const { page, fields, language, validity } = document;
  return (
    <section aria-label={t("facts")} className="rounded-lg border border-rule bg-surface px-5 py-2">
      <DefinitionList
        items={[
          { term: t("achievement"), description: document.achievement.name },
          {
            term: t("fields"),
            description: fields.map(({ label }) => label[locale]).join(t("comma")) || t("fieldsNone"),
          },
          { term: t("validity"), description: validity ? t("months", { count: validity.months }) : t("noEnd") },
          { term: t("size"), description: t("sizeValue", { size: page.size, orientation: page.orientation }) },
          { term: t("language"), description: words(`languages.${language}`) },
          { term: t("digest"), description: <Digest value={sha256} what={t("digest")} short /> },
        ]}
      />
    </section>
  );
}
