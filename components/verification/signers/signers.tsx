"use client";

import { ChevronRight } from "lucide-react";
import { useTranslations } from "next-intl";
import { lazy, Suspense, useEffect, useState } from "react";
import type { Named } from "#lib/verify/pdf/named.ts";
import type { PdfSignaturesReport } from "#lib/verify/pdf/report.ts";

// What reads certificates comes to those who name some.
const SignersField = lazy(() => import("./signers-field.tsx").then((loaded) => ({ default: loaded.SignersField })));

interface SignersProps {
  /** The document that was checked for nobody in particular. */
  source: Blob;
  onReport: (report: PdfSignaturesReport) => void;
}

/** Whom the reader lets vouch for signers, folded into one line; what is named, kept from earlier or new, is checked by at once. */
export function Signers({ source, onReport }: SignersProps) {
  const t = useTranslations("signatures.named");
  const [named, setNamed] = useState<Named[]>();
  const [isOpen, setOpen] = useState(false);
  const [isChecking, setChecking] = useState(false);
  useEffect(() => {
    let isCurrent = true;
    void import("./kept.ts").then(({ readKept }) => isCurrent && setNamed((now) => now ?? readKept()));
    return () => {
      isCurrent = false;
    };
  }, []);
  useEffect(() => {
    if (named === undefined) return;
    let isCurrent = true;
    setChecking(true);
    reportFor(source, named)
      .then((report) => isCurrent && report && onReport(report))
      .catch(() => undefined)
      .finally(() => isCurrent && setChecking(false));
    return () => {
      isCurrent = false;
    };
  }, [source, named, onReport]);
  return (
    <details
      className="group border-y border-rule print:hidden"
      onToggle={({ currentTarget }) => setOpen((before) => before || currentTarget.open)}
    >
      <summary className="flex min-h-12 list-none items-center gap-2 text-sm font-medium [&::-webkit-details-marker]:hidden">
        <ChevronRight aria-hidden="true" className="size-4 text-ink-soft transition-transform group-open:rotate-90" />
        {t("title", { count: named?.length ?? 0 })}
      </summary>
      <div className="pb-5">
        {isOpen && named ? (
          <Suspense>
            <SignersField named={named} onNamed={setNamed} />
          </Suspense>
        ) : null}
        <p role="status" className="sr-only">
          {isChecking ? t("checking") : ""}
        </p>
      </div>
    </details>
  );
}

async function reportFor(source: Blob, named: readonly Named[]): Promise<PdfSignaturesReport | undefined> {
  const [{ verifyPdfSignatures }, { trustedOf }] = await Promise.all([
    import("#lib/verify/pdf/verify-signatures.ts"),
    import("#lib/verify/pdf/named.ts"),
  ]);
  return await verifyPdfSignatures(new Uint8Array(await source.arrayBuffer()), trustedOf(named));
}
