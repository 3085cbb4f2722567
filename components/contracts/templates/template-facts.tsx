import { useTranslations } from "next-intl";
import { Card } from "#components/ui/card.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { Digest } from "#components/ui/digest.tsx";
import type { ContractTemplateVersion } from "#lib/features/contracts/templates/types.ts";

/** What the newest version is about. */
export function TemplateFacts({ version: { document, number, sha256 } }: { version: ContractTemplateVersion }) {
  const t = useTranslations("contractTemplates.page");
  const words = useTranslations("contractTemplates");
  const { title, language, parties, values, body } = document;
  const fields =
    body.kind === "pdf"
      ? body.fields
      : body.clauses.flatMap(({ blocks }) => blocks.flatMap((block) => (block.kind === "field" ? [block.field] : [])));
  const labels = (all: readonly { label: string }[]) => all.map(({ label }) => label).join(t("comma")) || t("nobody");
  return (
    <Card title={t("facts", { number })}>
      <DefinitionList
        items={[
          { term: words("designer.documentTitle"), description: title },
          { term: t("form"), description: t(`forms.${body.kind}`) },
          { term: t("parties"), description: labels(parties) },
          { term: t("values"), description: labels(values) },
          ...parties.map(({ name, label }) => ({
            term: t("fieldsOf", { party: label }),
            description: labels(fields.filter(({ party }) => party === name)),
          })),
          { term: words("designer.language"), description: words(`languages.${language}`) },
          { term: t("digest"), description: <Digest value={sha256} what={t("digest")} short /> },
        ]}
      />
    </Card>
  );
}
