"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useMemo } from "react";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { Digest } from "#components/ui/digest.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { Age } from "./age.tsx";
import { CheckpointCheck } from "./block-checks.tsx";
import { Decimal } from "./decimal.tsx";
import { LedgerHealth } from "./ledger-health.tsx";
import type { LedgerHeadView } from "./ledger-view.ts";
import { useLiveLedger } from "./live-ledger.tsx";
import { type WitnessFigures, WitnessHealth } from "./witness-health.tsx";

/** The ledger as it stands: figures to read at a glance, how it fares, and the facts with which one checks it. */
export function LedgerFigures({ witnesses }: { witnesses: WitnessFigures }) {
  const t = useTranslations("explorer.figures");
  const { head, waiting } = useLiveLedger();
  const blocks = head.height === undefined ? "0" : String(BigInt(head.height) + 1n);
  return (
    <section aria-label={t("label")} className="grid gap-6">
      <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-rule bg-rule lg:grid-cols-4">
        <Figure term={t("entries")}>
          <Decimal value={head.records} />
        </Figure>
        <Figure term={t("blocks")}>
          <Decimal value={blocks} />
        </Figure>
        <Figure term={t("lastBlock")}>{head.lastBlockTime ? <Age value={head.lastBlockTime} /> : t("none")}</Figure>
        <Figure term={t("waiting")}>
          <Decimal value={waiting.count} />
        </Figure>
      </dl>
      <div className="grid gap-2">
        <LedgerHealth />
        <WitnessHealth initial={witnesses} />
      </div>
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
          { term: t("checkpoint"), description: <Checkpoint head={head} /> },
        ]}
      />
    </section>
  );
}

function Checkpoint({ head }: { head: LedgerHeadView }) {
  const { checkpoint, verifierKey, treeSize, root = "" } = head;
  // The same as long as they say the same: they are checked once, not each time that the page is drawn.
  const claims = useMemo(
    () => ({ checkpoint, verifierKey, root, treeSize }),
    [checkpoint, verifierKey, root, treeSize],
  );
  return (
    <div className="grid gap-1">
      <TextLink href={head.checkpointUrl} prefetch={false} className="break-all">
        {head.checkpointUrl}
      </TextLink>
      <CheckpointCheck claims={claims} />
    </div>
  );
}

function Figure({ term, children }: { term: ReactNode; children: ReactNode }) {
  return (
    <div className="grid content-between gap-1 bg-surface px-4 py-4 sm:px-5">
      <dt className="text-xs text-ink-soft">{term}</dt>
      <dd className="font-serif text-xl font-semibold sm:text-2xl">{children}</dd>
    </div>
  );
}

function Mono({ children }: { children: ReactNode }) {
  return <code className="min-w-0 font-mono text-[0.9em] break-all">{children}</code>;
}
