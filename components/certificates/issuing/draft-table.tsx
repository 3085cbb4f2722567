import { useLocale, useTranslations } from "next-intl";
import { RemoveDraft } from "#components/certificates/issuing/remove-draft.tsx";
import { Table, Td, Th, Tr } from "#components/ui/table.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { AskedField } from "#lib/features/certificates/issuing/schema/draft.ts";
import type { StoredDraft } from "#lib/features/certificates/issuing/types.ts";

type DraftTableProps = {
  batch: string;
  drafts: readonly StoredDraft[];
  fields: readonly AskedField[];
  isEditable: boolean;
};

/** What will be issued, row by row. */
export function DraftTable({ batch, drafts, fields, isEditable }: DraftTableProps) {
  const t = useTranslations("batches");
  const locale = useLocale();
  const label = ({ label: labels }: AskedField) => labels[locale === "en" ? "en" : "zh-CN"];
  return (
    <Table
      caption={t("page.drafts")}
      head={
        <>
          <Th numeric>{t("page.draft")}</Th>
          <Th>{t("roster.holderName")}</Th>
          {fields.map((field) => (
            <Th key={field.name}>{label(field)}</Th>
          ))}
          <Th>{t("roster.email")}</Th>
          {isEditable ? (
            <Th>
              <span className="sr-only">{t("page.remove")}</span>
            </Th>
          ) : null}
        </>
      }
    >
      {drafts.map(({ number, holderName, email, values, certificateId, replaces }) => (
        <Tr key={certificateId}>
          <Td numeric className="text-ink-soft">
            {number}
          </Td>
          <Td className="min-w-32 font-medium wrap-anywhere">
            <bdi>{holderName}</bdi>
            {replaces ? (
              <p className="text-xs font-normal text-ink-soft">
                <TextLink href={`/certificates/${replaces}`}>{t("page.draftReplaces")}</TextLink>
              </p>
            ) : null}
          </Td>
          {fields.map(({ name, type }) => (
            <Td key={name} className={type === "text" ? "max-w-64 min-w-40 wrap-anywhere" : "whitespace-nowrap"}>
              <bdi>{values[name]}</bdi>
            </Td>
          ))}
          <Td className="whitespace-nowrap">{email}</Td>
          {isEditable ? (
            <Td>
              <RemoveDraft batch={batch} number={number} name={holderName} />
            </Td>
          ) : null}
        </Tr>
      ))}
    </Table>
  );
}
