import { useTranslations } from "next-intl";
import { Card } from "#components/ui/card.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { Digest } from "#components/ui/digest.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { ComposedContract } from "#lib/features/contracts/templates/types.ts";

type ComposedFactsProps = {
  contract: ComposedContract;
  /** What was stated, as its record has it. */
  stated: readonly { label: string; text: string }[];
  unit: string | undefined;
};

export function ComposedFacts({ contract, stated, unit }: ComposedFactsProps) {
  const t = useTranslations("composing.page");
  const units = useTranslations("units");
  const { number, template, sha256, evidenceId, createdAt } = contract;
  return (
    <div className="grid items-start gap-6 lg:grid-cols-2">
      <Card title={t("facts")}>
        <DefinitionList
          items={[
            {
              term: t("template"),
              description: template ? (
                <TextLink href={`/contracts/templates/${template.id}`}>
                  {t("templateVersion", { name: template.name, number: template.version })}
                </TextLink>
              ) : (
                t("marked")
              ),
            },
            { term: t("made"), description: <DateTime value={createdAt} /> },
            { term: units("unit"), description: unit },
            { term: t("digest"), description: <Digest value={sha256} what={t("digest")} short /> },
            {
              term: t("record"),
              description: <TextLink href={`/evidence/${evidenceId}`}>{t("recordOpen")}</TextLink>,
            },
            {
              term: t("check"),
              description: <TextLink href={`/contracts/check/${number}`}>{t("checkOpen")}</TextLink>,
            },
          ]}
        />
      </Card>
      <Card title={t("stated")} description={t("statedText")}>
        {stated.length === 0 ? (
          <p className="text-sm text-ink-soft">{t("nothingStated")}</p>
        ) : (
          <DefinitionList items={stated.map(({ label, text }) => ({ term: label, description: text }))} />
        )}
      </Card>
    </div>
  );
}
