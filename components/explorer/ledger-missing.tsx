"use client";

import { useParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { parseDecimal } from "#lib/core/text/decimal.ts";
import { useExplorerPath } from "./explorer-link.tsx";

/** A number longer than this cannot be meant. */
const ASKED_CHARS_MAX = 20;

type LedgerMissingProps = {
  kind: "block" | "entry";
  /** Decimal: how many blocks or entries there are; undefined where that is not known. */
  count?: string;
};

/** A height or index that the ledger does not have, and what it does have. */
export function LedgerMissing({ kind, count }: LedgerMissingProps) {
  const t = useTranslations("explorer.notFound");
  const { height, index } = useParams<{ height?: string; index?: string }>();
  const asked =
    count === undefined
      ? undefined
      : parseDecimal(((kind === "block" ? height : index) ?? "").slice(0, ASKED_CHARS_MAX));
  const facts = { count: Number(count), last: String(BigInt(count ?? 0) - 1n) };
  const block = kind === "block";
  return (
    <div className="page page-narrow">
      {asked === undefined ? (
        <PageHeader title={t("title")} lead={t("text")} />
      ) : (
        <PageHeader
          title={block ? t("blockTitle", { height: String(asked) }) : t("entryTitle", { index: String(asked) })}
          lead={block ? t("blockText", facts) : t("entryText", facts)}
        />
      )}
      <LinkButton href={useExplorerPath()} variant="primary">
        {t("back")}
      </LinkButton>
    </div>
  );
}
