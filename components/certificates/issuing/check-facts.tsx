"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import type { AskedField } from "#lib/features/certificates/issuing/schema/draft.ts";
import type { CheckedRow } from "./check-rows.ts";
import { useFaultWords } from "./fault-words.ts";

/** Of a long list so many are named at first, and so many more each time. */
const NAMED_STEP = 20;

type CheckFactsProps = {
  rows: readonly CheckedRow[];
  fields: readonly AskedField[];
  onKeep: () => void;
  onBack: () => void;
};

/** What the check found, by line, before anything is kept. */
export function CheckFacts({ rows, fields, onKeep, onBack }: CheckFactsProps) {
  const t = useTranslations("batches.check");
  const words = useFaultWords(fields);
  const bad = rows.flatMap(({ draft, faults }) => faults.map((fault) => ({ draft, fault })));
  const badRows = rows.filter(({ faults }) => faults.length > 0).length;
  const good = rows.length - badRows;
  const repeated = rows.filter(({ faults, repeats }) => faults.length === 0 && repeats !== undefined);
  const before = rows.filter(({ issuedBefore }) => issuedBefore !== undefined);
  const lineOf = ({ line = 0 }: { line?: number | undefined }) => line;
  return (
    <>
      <p role="status" className="font-medium">
        {t("good", { count: good })}
      </p>
      {badRows > 0 ? (
        <Named tone="danger" title={t("bad", { count: badRows })}>
          {bad.map(({ draft, fault }) => {
            const line = lineOf(draft);
            const said = { line, fault: words(fault) };
            const text = fault.column ? t("where", { ...said, column: fault.column }) : t("whereField", said);
            return { key: `${line} ${fault.field} ${fault.code}`, text };
          })}
        </Named>
      ) : null}
      {repeated.length > 0 ? (
        <Named tone="attention" title={t("repeated", { count: repeated.length })}>
          {repeated.map(({ draft, repeats = 0 }) => ({
            key: `${draft.line}`,
            text: t("repeatedRow", { line: lineOf(draft), before: repeats, name: draft.holderName }),
          }))}
        </Named>
      ) : null}
      {before.length > 0 ? (
        <Named tone="attention" title={t("issuedBefore", { count: before.length })}>
          {before.map(({ draft, issuedBefore }) => ({
            key: `${draft.line}`,
            text: t("issuedRow", { line: lineOf(draft), name: draft.holderName }),
            href: `/certificates/${issuedBefore}`,
          }))}
        </Named>
      ) : null}
      {good === 0 ? <Callout tone="attention">{t("nothing")}</Callout> : null}
      <div className="flex flex-wrap gap-3">
        {good > 0 ? (
          <Button variant="primary" onClick={onKeep}>
            {badRows > 0 ? t("keepGood", { count: good }) : t("keep", { count: good })}
          </Button>
        ) : null}
        <Button variant={badRows > 0 ? "secondary" : "quiet"} onClick={onBack}>
          {t("mend")}
        </Button>
      </div>
    </>
  );
}

type NamedProps = {
  tone: "danger" | "attention";
  title: ReactNode;
  children: readonly { key: string; text: string; href?: string }[];
};

function Named({ tone, title, children: items }: NamedProps) {
  const t = useTranslations("batches.check");
  const [shown, setShown] = useState(NAMED_STEP);
  return (
    <Callout tone={tone} title={title}>
      <ul className="list-disc ps-5 text-sm">
        {items.slice(0, shown).map(({ key, text, href }) => (
          <li key={key} className="wrap-anywhere">
            {href ? (
              <a href={href} target="_blank" rel="noreferrer" className="text-link">
                {text}
              </a>
            ) : (
              text
            )}
          </li>
        ))}
      </ul>
      {items.length > shown ? (
        <Button size="sm" variant="quiet" onClick={() => setShown(shown + 10 * NAMED_STEP)}>
          {t("more", { count: items.length - shown })}
        </Button>
      ) : null}
    </Callout>
  );
}
