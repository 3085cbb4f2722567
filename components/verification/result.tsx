"use client";

import { Download, FolderSearch, Printer, RefreshCw } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Button } from "#components/ui/button.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { explorerPath, ledgerNameOf } from "#lib/features/ledger/sealing/types.ts";
import type { Given, Settled } from "./outcome.ts";
import { VerdictCard } from "./verdict-card.tsx";
import { isFetched, type VerdictWords } from "./verdict-words.ts";

const ICON = { "aria-hidden": true, className: "size-4" } as const;

type ResultProps = {
  outcome: Settled;
  words: VerdictWords;
  given: Given;
  /** Token of the link through which the record is open to this reader. */
  link: string | undefined;
  /** What opens the picker for the file that the receipt is about. */
  compare: ReactNode;
  /** What reads the code in a picture that was given. */
  code?: ReactNode;
  onRetry: () => void;
  onRecord: (id: string) => void;
  onDigest: (sha256: string) => void;
};

/** A verdict, with what a reader may do next. */
export function Result({ words, ...rest }: ResultProps) {
  const { outcome, given } = rest;
  const named = namedRecord(given) ?? namedCertificate(given) ?? rest.code;
  const canAct =
    outcome.kind !== "unreadable" && (outcome.kind !== "absent" || outcome.what === "file" || named !== undefined);
  return (
    <VerdictCard outcome={outcome} words={words} given={given} actions={canAct ? <Actions {...rest} /> : undefined}>
      {given.otherIds?.length ? <OtherRecords ids={given.otherIds} /> : null}
    </VerdictCard>
  );
}

/** The record whose pages were printed, as their text names it. */
function namedRecord({ file }: ResultProps["given"]): string | undefined {
  return file?.inspection?.states.find(({ name }) => name === "record")?.value;
}

/** The certificate that has the file, or that pages without their proof name as one of this site's. */
function namedCertificate({ file, certificateId }: ResultProps["given"]): string | undefined {
  if (certificateId) return certificateId;
  const stated = (name: "address" | "certificate") =>
    file?.inspection?.states.find((each) => each.name === name)?.value;
  const address = stated("address");
  // An address of somebody else's stands among what the file states; nobody is led there from here.
  if (address && (!URL.canParse(address) || new URL(address).host !== globalThis.location?.host)) return undefined;
  return file?.inspection?.kind === "certificate_pages" ? stated("certificate") : undefined;
}

function OtherRecords({ ids }: { ids: string[] }) {
  const t = useTranslations("verify");
  return (
    <div className="grid gap-1 text-sm">
      <p>{t("others", { count: ids.length })}</p>
      <ul className="grid gap-1 text-xs">
        {ids.map((id) => (
          <li key={id}>
            <Link href={`/v/${id}`} prefetch={false} className="text-link font-mono break-all">
              {t("openOther", { id })}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Actions({ outcome, given, link, compare, code, onRetry, onRecord, onDigest }: Omit<ResultProps, "words">) {
  const t = useTranslations("verify.actions");
  if (outcome.kind === "unreachable" || outcome.kind === "broken") {
    return (
      <>
        <Button variant="primary" onClick={onRetry} icon={<RefreshCw {...ICON} />}>
          {t("retry")}
        </Button>
        {code}
      </>
    );
  }
  const sole = given.companions?.length === 1 ? given.companions[0] : undefined;
  if (outcome.kind === "inspected") {
    // The digest of a secret is nobody else's business either.
    return sole && sole.inspection.kind !== "private_key" ? (
      <Button onClick={() => onDigest(sole.sha256)}>{t("asFile")}</Button>
    ) : null;
  }
  if (outcome.kind === "absent") return <AbsentActions given={given} code={code} onRecord={onRecord} />;
  if (outcome.kind !== "checked") return null;
  const { facts, stated, verdict } = outcome.verification.inside ?? outcome.verification;
  const fetchedNow = isFetched(given);
  const id = facts?.id ?? stated?.id;
  return (
    <>
      {compare}
      {stated ? (
        <Button variant="primary" onClick={() => onRecord(stated.id)} icon={<RefreshCw {...ICON} />}>
          {t(fetchedNow ? "current" : "ask")}
        </Button>
      ) : null}
      {facts?.index !== undefined && verdict === "valid" ? (
        <LinkButton href={`${explorerPath(ledgerNameOf(facts.origin))}/entries/${facts.index}`} prefetch={false}>
          {t("entry")}
        </LinkButton>
      ) : null}
      {id && fetchedNow ? (
        <LinkButton href={receiptAddress(id, link)} download prefetch={false} icon={<Download {...ICON} />}>
          {t("save")}
        </LinkButton>
      ) : null}
      <Button onClick={() => window.print()} icon={<Printer {...ICON} />}>
        {t("print")}
      </Button>
    </>
  );
}

/** A plain address: browsers inside other apps drop what is made in the page, without a word. */
function receiptAddress(id: string, link: string | undefined): string {
  const query = new URLSearchParams({ format: "json", ...(link === undefined ? {} : { link }) });
  return `/api/v1/records/${id}/receipt?${query}`;
}

function AbsentActions({ given, code, onRecord }: Pick<ResultProps, "given" | "code" | "onRecord">) {
  const t = useTranslations("verify.actions");
  const named = namedRecord(given);
  const certificate = namedCertificate(given);
  if (certificate) {
    return (
      <LinkButton variant="primary" href={`/v/${certificate}`} prefetch={false}>
        {t("certificate")}
      </LinkButton>
    );
  }
  return (
    <>
      {named ? (
        <Button variant="primary" onClick={() => onRecord(named)}>
          {t("named")}
        </Button>
      ) : null}
      {code}
      {given.file ? (
        // Who is signed in is not asked here: what is not public, and bundles that have the file, the console finds for its members.
        <LinkButton href={`/evidence?q=${given.file.sha256}`} prefetch={false} icon={<FolderSearch {...ICON} />}>
          {t("own")}
        </LinkButton>
      ) : null}
    </>
  );
}
