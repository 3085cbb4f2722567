import { Download, Printer } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useEffect, useRef } from "react";
import { Button, buttonClass } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { Table, Td, Th, Tr } from "#components/ui/table.tsx";
import { csvText } from "#lib/core/text/csv.ts";
import { plain } from "#lib/core/text/plain-text.ts";
import type { CertificateVerdict } from "#lib/verify/certificate/words.ts";
import type { Pair } from "./outcome.ts";
import { type VerdictWords, verdictWords } from "./verdict-words.ts";

const ICON = { "aria-hidden": true, className: "size-4" } as const;
/** Of the CSV. */
const COLUMNS = ["verdict", "file", "receipt", "by", "at"] as const;
/** On the screen: what counts first, where a phone shows it. */
const SHOWN = ["verdict", "file", "receipt", "recorded"] as const;
const LOOKS: Record<VerdictWords["tone"], string> = {
  ok: "text-ok",
  attention: "text-attention",
  danger: "text-danger",
  neutral: "text-ink-soft",
};

/** Those that are neither fine nor merely doubtful. */
const CERTIFICATE_TONES: Partial<Record<CertificateVerdict, VerdictWords["tone"]>> = {
  valid: "ok",
  could_not_check: "neutral",
  content_mismatch: "danger",
  failed: "danger",
  issued_after_compromise: "danger",
  revoked: "danger",
  seal_missing: "danger",
};

/** Many files and receipts, each with what it came to. */
export function ManyTable({ pairs }: { pairs: readonly Pair[] }) {
  const t = useTranslations("many");
  const say = useTranslations("verify");
  const headline = useRef<HTMLHeadingElement>(null);
  useEffect(() => headline.current?.focus(), []);
  const rows = pairs.map((pair) => rowOf(pair, { t, say }));
  const others = rows.filter((_, at) => pairs[at]?.certificate === undefined);
  const certificates = pairs.flatMap(({ certificate }) => (certificate ? [certificate] : []));
  const valid = certificates.filter(({ verdict }) => verdict === "valid").length;
  const count = (wanted: Row["kind"]) => others.filter(({ kind }) => kind === wanted).length;
  const fits = new Set(others.flatMap(({ kind, place }) => (kind === "fits" ? [place] : []))).size;
  return (
    <section className="grid gap-4">
      <div className="grid gap-1">
        <h2 ref={headline} tabIndex={-1} className="font-serif text-2xl font-semibold outline-none">
          {certificates.length > 0 ? t("certificates", { valid, count: certificates.length }) : null}
          {certificates.length > 0 && others.length > 0 ? " · " : null}
          {others.length > 0 ? t("title", { fits, failed: count("failed") }) : null}
        </h2>
        <p className="text-sm text-ink-soft">
          {others.length > 0
            ? t("rest", { alone: count("receiptAlone"), left: count("fileAlone"), unproven: count("unproven") })
            : null}{" "}
          {t(certificates.length > 0 ? "asked" : "nothingAsked")}
        </p>
      </div>
      <ManyActions rows={rows} />
      <Table
        caption={t("caption")}
        head={SHOWN.map((column) => (
          <Th key={column}>{column === "recorded" ? t("recorded") : t(`column.${column}`)}</Th>
        ))}
      >
        {rows.map(({ verdict, tone, file, receipt, by, at }, position) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two files may bear the same name
          <Tr key={position}>
            <Td className={`min-w-32 font-medium ${LOOKS[tone]}`}>{verdict}</Td>
            <Td className="min-w-36 break-all">{file ? <bdi>{file}</bdi> : <None>{t("noFile")}</None>}</Td>
            <Td className="min-w-36 break-all">{receipt ? <bdi>{receipt}</bdi> : <None>{t("noReceipt")}</None>}</Td>
            <Td className="min-w-44">
              {by ? <bdi className="block">{by}</bdi> : null}
              {at ? (
                <span className="block text-xs">
                  <DateTime value={at} />
                </span>
              ) : null}
            </Td>
          </Tr>
        ))}
      </Table>
    </section>
  );
}

/**
 * The table as CSV is made here and handed over as a blob, unlike any other download: the names of the files are nobody else's business,
 * so no address of the server can have them. Browsers inside other apps drop blobs without a word: it can be copied as well.
 */
function ManyActions({ rows }: { rows: readonly Row[] }) {
  const t = useTranslations("many");
  const head = COLUMNS.map((column) => t(`column.${column}`));
  const csv = csvText([
    head,
    ...rows.map(({ verdict, file = "", receipt = "", by = "", at = "" }) => [verdict, file, receipt, by, at]),
  ]);
  const place = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    const address = URL.createObjectURL(new Blob([csv], { type: "text/csv;charset=utf-8" }));
    if (place.current) place.current.href = address;
    return () => URL.revokeObjectURL(address);
  }, [csv]);
  return (
    <div className="flex flex-wrap items-center gap-3 print:hidden">
      <a ref={place} download="sealbook-verdicts.csv" href="#csv" className={buttonClass()}>
        <Download {...ICON} />
        {t("csv")}
      </a>
      <CopyButton value={csv} what={t("table")} wordy />
      <Button onClick={() => window.print()} icon={<Printer {...ICON} />}>
        {t("print")}
      </Button>
    </div>
  );
}

function None({ children }: { children: ReactNode }) {
  return <span className="text-ink-soft">{children}</span>;
}

interface Row {
  place: number | undefined;
  kind: "fits" | "failed" | "unproven" | "receiptAlone" | "fileAlone";
  file: string | undefined;
  receipt: string | undefined;
  verdict: string;
  tone: VerdictWords["tone"];
  /** Only where somebody besides the receipt vouches for it. */
  by: string | undefined;
  /** RFC 3339, UTC. */
  at: string | undefined;
}

function rowOf(
  { receipt, file, place, verification, unread, certificate }: Pair,
  { t, say }: { t: ReturnType<typeof useTranslations<"many">>; say: ReturnType<typeof useTranslations<"verify">> },
): Row {
  const named = (name: string | undefined) => (name === "" ? t("linked") : name && plain(name));
  const names = { place, file: named(file), receipt: named(receipt) };
  if (certificate) {
    const { verdict, ledger } = certificate;
    const tone = CERTIFICATE_TONES[verdict] ?? "attention";
    const kind = tone === "danger" ? "failed" : verdict === "valid" ? "fits" : "unproven";
    const by = verdict === "valid" ? certificate.issuer?.name : undefined;
    return { ...names, kind, verdict: t(`certificate.${verdict}`), tone, by: by && plain(by), at: ledger?.receivedAt };
  }
  if (verification === undefined) {
    const verdict = t(unread ? "unread" : "unchecked");
    return {
      ...names,
      kind: receipt === undefined ? "fileAlone" : "unproven",
      verdict,
      tone: "neutral",
      by: undefined,
      at: undefined,
    };
  }
  const given = { receipt: { bytes: new Uint8Array(), source: "dropped" } } as const;
  const { headline, tone } = verdictWords({ kind: "checked", checkedAt: "", verification }, given, say);
  const isProven = verification.verdict === "valid";
  const kind = tone === "danger" ? "failed" : !isProven ? "unproven" : file === undefined ? "receiptAlone" : "fits";
  const { submitter, receivedAt } = (isProven && verification.facts) || {};
  return { ...names, kind, verdict: headline, tone, by: submitter && plain(submitter.name), at: receivedAt };
}
