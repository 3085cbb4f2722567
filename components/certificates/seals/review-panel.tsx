"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { labelOf } from "#components/certificates/verdict/labels.ts";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { Table, Td, Th, Tr } from "#components/ui/table.tsx";
import { parseBatchStatement } from "#lib/core/certificate/batch.ts";
import type { ReviewWords } from "#lib/features/certificates/seals/types.ts";
import { type Reviewed, type ReviewResult, review } from "./review.ts";

const PER_PAGE = 50;

type ReviewPanelProps = {
  batchId: string;
  statement: string;
  words: ReviewWords;
  onChecked: (checked: boolean) => void;
};

/** What would be sealed: the statement, and each certificate that its root covers, checked in this browser. */
export function ReviewPanel({ batchId, statement, words, onChecked }: ReviewPanelProps) {
  const t = useTranslations("seals");
  const [progress, setProgress] = useState<{ checked: number; of: number }>();
  const [result, setResult] = useState<ReviewResult>();
  const [failed, setFailed] = useState(false);
  const stated = parseBatchStatement(statement);
  const check = async () => {
    setFailed(false);
    setResult(undefined);
    try {
      const found = await review({ batchId, statement }, (checked, of) => setProgress({ checked, of }));
      setResult(found);
      onChecked(found.holds);
    } catch {
      setFailed(true);
    }
    setProgress(undefined);
  };
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <p className="max-w-prose text-sm">{t("reviewText")}</p>
      {stated ? (
        <DefinitionList
          items={[
            { term: t("statedIssuer"), description: <span className="break-all">{stated.issuer}</span> },
            {
              term: t("statedTemplate"),
              description: t("version", { name: words.template, version: stated.template.version }),
            },
            { term: t("statedCount"), description: stated.count },
            { term: t("statedRoot"), description: <code className="font-mono text-xs break-all">{stated.root}</code> },
          ]}
        />
      ) : null}
      {failed ? (
        <Callout tone="attention" role="alert">
          {t("reviewFailed")}
        </Callout>
      ) : null}
      {result && !result.holds ? (
        <Callout tone="danger" title={t("reviewWrong")} role="alert">
          {t(`reviewWhy.${result.why}`, { number: result.number ?? 0 })}
        </Callout>
      ) : null}
      {result?.holds ? (
        <Checked certificates={result.certificates} labels={words.labels} />
      ) : (
        <Button busy={progress !== undefined} onClick={check} className="justify-self-start">
          {t("review")}
        </Button>
      )}
      <p role="status" className="text-sm text-ink-soft empty:hidden">
        {progress ? t("reviewing", progress) : null}
      </p>
    </div>
  );
}

function Checked({ certificates, labels }: { certificates: Reviewed[]; labels: ReviewWords["labels"] }) {
  const t = useTranslations("seals");
  const [page, setPage] = useState(0);
  const used = new Set(certificates.flatMap(({ values }) => Object.keys(values)));
  // A field that the template does not know is shown all the same, by its name.
  const names = [...new Set([...Object.keys(labels).filter((name) => used.has(name)), ...used])];
  const shown = certificates.slice(page * PER_PAGE, (page + 1) * PER_PAGE);
  const last = Math.ceil(certificates.length / PER_PAGE) - 1;
  return (
    <>
      <Callout tone="ok" title={t("reviewHolds")} role="status">
        {t("reviewHoldsText", { count: certificates.length })}
      </Callout>
      <Table
        caption={t("certificates")}
        head={
          <>
            <Th numeric>{t("number")}</Th>
            <Th>{t("holder")}</Th>
            {names.map((name) => (
              <Th key={name}>{labelOf(labels, name)}</Th>
            ))}
          </>
        }
      >
        {shown.map(({ number, holderName, values }) => (
          <Tr key={number}>
            <Td numeric>{number}</Td>
            <Td className="min-w-32 wrap-anywhere">
              <bdi>{holderName}</bdi>
            </Td>
            {names.map((name) => (
              <Td key={name} className="max-w-64 min-w-28 wrap-anywhere">
                <bdi>{values[name] ?? ""}</bdi>
              </Td>
            ))}
          </Tr>
        ))}
      </Table>
      {last > 0 ? (
        <div className="flex flex-wrap items-center gap-3 text-sm">
          <Button size="sm" disabled={page === 0} onClick={() => setPage(page - 1)}>
            {t("before")}
          </Button>
          <span>{t("page", { page: page + 1, pages: last + 1 })}</span>
          <Button size="sm" disabled={page === last} onClick={() => setPage(page + 1)}>
            {t("after")}
          </Button>
        </div>
      ) : null}
    </>
  );
}
