import { FileCheck2, FileText, Hash } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Bytes } from "#components/ui/bytes.tsx";
import type { Given } from "./outcome.ts";

const ICON = { "aria-hidden": true, className: "size-4 shrink-0 text-ink-soft" } as const;

type GivenFilesProps = {
  given: Given;
  /** They wait for their counterpart: no verdict is about them. */
  waiting?: boolean;
};

/** What the verdict is about: which receipt, which file. */
export function GivenFiles({ given, waiting }: GivenFilesProps) {
  const t = useTranslations("verify.given");
  const { receipt, file } = given;
  if (!receipt && !file) return null;
  const sources = { dropped: t("receipt"), link: t("receiptLink"), lookup: t("receiptLookup") };
  return (
    <ul aria-label={waiting ? t("waiting") : t("label")} className="flex flex-wrap gap-2">
      {file ? (
        <GivenItem
          icon={file.name ? <FileText {...ICON} /> : <Hash {...ICON} />}
          kind={file.name ? t("file") : t("digestOnly")}
        >
          {file.name ? <bdi className="break-all">{file.name}</bdi> : null}
          {file.size === undefined ? null : (
            <span className="shrink-0 text-ink-soft">
              <Bytes value={file.size} brief />
            </span>
          )}
        </GivenItem>
      ) : null}
      {receipt ? (
        <GivenItem icon={<FileCheck2 {...ICON} />} kind={sources[receipt.source]}>
          {receipt.name ? <bdi className="break-all">{receipt.name}</bdi> : null}
        </GivenItem>
      ) : null}
    </ul>
  );
}

function GivenItem({ icon, kind, children }: { icon: ReactNode; kind: string; children: ReactNode }) {
  return (
    <li className="flex min-w-0 items-center gap-2 rounded-md border border-rule bg-surface px-3 py-1.5 text-xs">
      {icon}
      <span className="shrink-0 text-ink-soft">{kind}</span>
      {children}
    </li>
  );
}
