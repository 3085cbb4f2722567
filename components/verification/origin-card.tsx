"use client";

import { sha256 } from "@noble/hashes/sha2.js";
import { FileJson } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { DateTime } from "#components/ui/date-time.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { plain } from "#lib/core/text/plain-text.ts";
import type { LedgerTrust } from "#lib/core/verify/site-trust.ts";
import type { Facts } from "#lib/core/verify/verification.ts";
import { fetchOrigin, originAddress } from "./record-lookup.ts";
import { checkReceipt } from "./worker-client.ts";

export type OriginCardProps = {
  /** Of the record that was taken over. */
  id: string;
  /** SHA-256 of the old record in base64, as the new one names it. */
  named: string;
  link: string | undefined;
  trust: readonly LedgerTrust[];
};

/**
 * Which record of another ledger this one was taken over from. The old receipt is fetched and checked like any other, and shown only if its
 * record is the very one that the new record names; whose key signed it this site cannot say, and the card does not.
 */
export function OriginCard({ id, named, link, trust }: OriginCardProps) {
  const t = useTranslations("verify.origin");
  const [facts, setFacts] = useState<Facts>();
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    const load = async () => {
      const receipt = await fetchOrigin(id, { link, signal });
      if (receipt === undefined || "unreachable" in receipt) return;
      const { verification, texts } = await checkReceipt({ receipt, trust }, { signal });
      if (!signal.aborted && texts && isNamed(texts.record, named)) setFacts(verification.facts);
    };
    load().catch(() => {});
    return () => controller.abort();
  }, [id, named, link, trust]);
  if (!facts) return null;
  return (
    <section className="grid gap-3 rounded-lg border border-rule bg-surface p-5 sm:p-6">
      <div className="grid gap-1">
        <h3 className="font-serif text-lg font-semibold">{t("title")}</h3>
        <p className="max-w-prose text-sm text-ink-soft text-pretty">{t("text")}</p>
      </div>
      <DefinitionList
        items={[
          { term: t("ledger"), description: <bdi>{plain(facts.origin)}</bdi> },
          { term: t("id"), description: <code className="font-mono text-xs break-all">{facts.id}</code> },
          { term: t("submitter"), description: <bdi>{plain(facts.submitter.name)}</bdi> },
          { term: t("receivedAt"), description: <DateTime value={facts.receivedAt} /> },
        ]}
      />
      <LinkButton
        href={originAddress(id, link)}
        download
        prefetch={false}
        className="justify-self-start"
        icon={<FileJson aria-hidden="true" className="size-4" />}
      >
        {t("receipt")}
      </LinkButton>
    </section>
  );
}

function isNamed(record: string, named: string): boolean {
  return btoa(String.fromCharCode(...sha256(new TextEncoder().encode(record)))) === named;
}
