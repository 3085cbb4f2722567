import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { Digest } from "#components/ui/digest.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { Decimal } from "./decimal.tsx";

export interface LedgerHeadView {
  name: string;
  origin: string;
  verifierKey: string;
  /** Decimal. */
  treeSize: string;
  /** Decimal; undefined while there is no block. */
  height: string | undefined;
  lastBlockTime: string | undefined;
  /** Hex. */
  root: string | undefined;
  checkpointUrl: string;
}

/** The ledger as it stands: three figures to read at a glance, and the facts with which one checks it. */
export function LedgerFigures({ head }: { head: LedgerHeadView }) {
  const t = useTranslations("explorer.figures");
  const blocks = head.height === undefined ? "0" : String(BigInt(head.height) + 1n);
  return (
    <section aria-label={t("label")} className="grid gap-6">
      <dl className="grid gap-px overflow-hidden rounded-lg border border-rule bg-rule sm:grid-cols-3">
        <Figure term={t("entries")}>
          <Decimal value={head.treeSize} />
        </Figure>
        <Figure term={t("blocks")}>
          <Decimal value={blocks} />
        </Figure>
        <Figure term={t("lastBlock")} small>
          {head.lastBlockTime ? <DateTime value={head.lastBlockTime} brief /> : t("none")}
        </Figure>
      </dl>
      <DefinitionList
        items={[
          { term: t("origin"), description: <Mono>{head.origin}</Mono> },
          {
            term: t("key"),
            description: (
              <span className="flex items-center gap-1">
                <Mono>{head.verifierKey}</Mono>
                <CopyButton value={head.verifierKey} what={t("key")} />
              </span>
            ),
          },
          { term: t("root"), description: head.root ? <Digest value={head.root} what={t("root")} /> : null },
          {
            term: t("checkpoint"),
            description: (
              <TextLink href={head.checkpointUrl} prefetch={false} className="break-all">
                {head.checkpointUrl}
              </TextLink>
            ),
          },
        ]}
      />
    </section>
  );
}

function Figure({ term, small, children }: { term: ReactNode; small?: boolean; children: ReactNode }) {
  return (
    <div className="grid content-between gap-1 bg-surface px-5 py-4">
      <dt className="text-xs text-ink-soft">{term}</dt>
      <dd className={small ? "font-serif text-lg" : "font-serif text-2xl"}>{children}</dd>
    </div>
  );
}

function Mono({ children }: { children: ReactNode }) {
  return <code className="min-w-0 font-mono text-[0.9em] break-all">{children}</code>;
}
