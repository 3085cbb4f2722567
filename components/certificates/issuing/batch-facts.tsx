import { useTranslations } from "next-intl";
import { DateTime } from "#components/ui/date-time.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { Batch, BatchActor } from "#lib/features/certificates/issuing/types.ts";

/** Who did what with a batch, and what it is of. @param props.unitPath name of its unit, with those above it */
export function BatchFacts({ batch, unitPath }: { batch: Batch; unitPath: string | undefined }) {
  const t = useTranslations("batches.page");
  const table = useTranslations("batches.table");
  const units = useTranslations("units");
  const { template, size, validUntil, createdBy, submittedBy, approvedBy, createdAt, issuedAt, evidenceId } = batch;
  const named = (actor: BatchActor | undefined) => {
    if (!actor) return undefined;
    const { name } = actor;
    if (name === undefined) return t("someone");
    return actor.kind === "api-key" ? t("key", { name }) : name;
  };
  return (
    <DefinitionList
      aside
      items={[
        { term: t("template"), description: table("version", { name: template.name, version: template.version }) },
        { term: t("size"), description: size },
        { term: units("unit"), description: unitPath },
        { term: t("validUntil"), description: validUntil ? <DateTime value={validUntil} /> : t("forever") },
        { term: table("created"), description: <DateTime value={createdAt} /> },
        { term: t("createdBy"), description: named(createdBy) },
        { term: t("submittedBy"), description: named(submittedBy) },
        { term: t("approvedBy"), description: named(approvedBy) },
        { term: t("issuedAt"), description: issuedAt && evidenceId ? <DateTime value={issuedAt} /> : undefined },
        {
          term: t("record"),
          description: evidenceId ? <TextLink href={`/evidence/${evidenceId}`}>{t("recordLink")}</TextLink> : undefined,
        },
      ]}
    />
  );
}
