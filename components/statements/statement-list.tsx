import { useTranslations } from "next-intl";
import { DateTime } from "#components/ui/date-time.tsx";
import { Digest } from "#components/ui/digest.tsx";
import { Table, Td, Th, Tr } from "#components/ui/table.tsx";
import { TextLink } from "#components/ui/text-link.tsx";

interface StatementRow {
  /** Hex SHA-256 of the entry. */
  hash: string;
  issuer: string;
  subject: string;
  receivedAt: string;
  /** Decimal; undefined while it waits. */
  index: string | undefined;
  entryHref: string;
}

/** Signed statements among what an organisation recorded: entries of the ledger as they stand, with COSE receipts. */
export function StatementList({ statements }: { statements: readonly StatementRow[] }) {
  const t = useTranslations("statements");
  return (
    <section aria-labelledby="statements" className="grid gap-3">
      <div className="grid gap-1">
        <h2 id="statements" className="font-serif text-xl font-semibold">
          {t("title")}
        </h2>
        <p className="max-w-prose text-sm text-ink-soft">{t("lead")}</p>
      </div>
      <Table
        caption={t("title")}
        head={
          <>
            <Th>{t("subject")}</Th>
            <Th>{t("issuer")}</Th>
            <Th>{t("received")}</Th>
            <Th>{t("entry")}</Th>
            <Th>{t("receipt")}</Th>
          </>
        }
      >
        {statements.map(({ hash, issuer, subject, receivedAt, index, entryHref }) => (
          <Tr key={hash}>
            <Td>
              <bdi className="wrap-anywhere">{subject}</bdi>
            </Td>
            <Td>
              <bdi className="wrap-anywhere">{issuer}</bdi>
            </Td>
            <Td>
              <DateTime value={receivedAt} />
            </Td>
            <Td>{index === undefined ? t("waiting") : <TextLink href={entryHref}>{index}</TextLink>}</Td>
            <Td>
              {index === undefined ? (
                <Digest value={hash} what="SHA-256" short />
              ) : (
                <a href={`/entries/${hash}`} download={`${hash}.cose`} className="text-link">
                  {t("receipt")}
                </a>
              )}
            </Td>
          </Tr>
        ))}
      </Table>
    </section>
  );
}
