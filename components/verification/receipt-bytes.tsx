import { ChevronRight } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { CopyButton } from "#components/ui/copy-button.tsx";
import type { ReceiptTexts } from "./worker-protocol.ts";

const COMMAND = "sealbook verify receipt.json FILE --policy witness-policy";

type ReceiptBytesProps = {
  texts: ReceiptTexts;
  /** Where the other ways to check are explained; the offline verifier knows no such page. */
  guide?: string;
};

/** The texts that were hashed and signed, and the way to check them without this page. One click away. */
export function ReceiptBytes({ texts, guide }: ReceiptBytesProps) {
  const t = useTranslations("verify.bytes");
  return (
    <div className="grid divide-y divide-rule border-y border-rule">
      <Disclosure title={t("title")}>
        <p className="text-sm text-ink-soft">{t("lead")}</p>
        <Verbatim title={t("record")} text={texts.record} />
        {texts.details ? <Verbatim title={t("details")} text={texts.details} /> : null}
        <Verbatim title={t("entry")} text={texts.entry} />
        {texts.proof ? <Verbatim title={t("proof")} text={texts.proof} /> : null}
        <Verbatim title={t("key")} text={texts.key} />
      </Disclosure>
      {guide ? (
        <Disclosure title={t("command")}>
          <p className="text-sm text-ink-soft">{t("commandLead")}</p>
          <Verbatim text={COMMAND} title="sealbook verify" />
          <p className="text-sm">
            <a href={guide} className="text-link">
              {t("guide")}
            </a>
          </p>
        </Disclosure>
      ) : null}
    </div>
  );
}

function Disclosure({ title, children }: { title: ReactNode; children: ReactNode }) {
  return (
    <details className="group">
      <summary className="flex min-h-12 list-none items-center gap-2 text-sm font-medium [&::-webkit-details-marker]:hidden">
        <ChevronRight aria-hidden="true" className="size-4 text-ink-soft transition-transform group-open:rotate-90" />
        {title}
      </summary>
      <div className="grid gap-4 pb-5">{children}</div>
    </details>
  );
}

function Verbatim({ title, text }: { title: string; text: string }) {
  return (
    <figure className="grid min-w-0 gap-1">
      <figcaption className="flex items-center justify-between gap-3 text-xs text-ink-soft">
        {title}
        <CopyButton value={text} what={title} />
      </figcaption>
      <pre className="rounded-md border border-rule bg-sunken p-3 font-mono text-xs break-all whitespace-pre-wrap">
        {text}
      </pre>
    </figure>
  );
}
