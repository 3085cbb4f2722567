"use client";

import { Download, FileArchive, FileText, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { TagDialog } from "./tag-dialog.tsx";
import type { Selection } from "./use-selection.ts";

const ANSWER_TIMEOUT_MS = 20_000;

type SelectionBarProps = {
  selection: Selection;
  /** The list's filters, empty or with a question mark. */
  query: string;
  /** There are more records under these filters than this page has. */
  isMore: boolean;
  mayTag: boolean;
  tagChoices: readonly string[];
};

/** What can be done with the chosen records. In sight as long as any is chosen. */
export function SelectionBar({ selection, query, isMore, mayTag, tagChoices }: SelectionBarProps) {
  const t = useTranslations("evidence.chosen");
  const { chosen, all, clear, chooseAll } = selection;
  const [counting, setCounting] = useState<"no" | "busy" | "failed">("no");
  const count = async () => {
    setCounting("busy");
    const counted = await countMatches(query);
    setCounting(counted ? "no" : "failed");
    if (counted) chooseAll(counted);
  };
  const words = () => {
    if (counting === "failed") return t("failed");
    if (all) return t(all.more ? "allMore" : "allCount", { count: all.count });
    return chosen.size > 0 ? t("count", { count: chosen.size }) : "";
  };
  const records = all ? query : `?${new URLSearchParams({ ids: [...chosen].join(",") })}`;
  const icon = "size-4";
  const thumb = "pointer-coarse:min-h-11";
  return (
    <section
      aria-label={t("bar")}
      className={
        chosen.size > 0
          ? "sticky bottom-0 z-10 flex flex-wrap items-center gap-x-4 gap-y-2 rounded-lg border border-rule-strong bg-surface px-4 py-3 shadow-floating print:hidden"
          : "sr-only"
      }
    >
      <p role="status" className="text-sm font-medium">
        {words()}
      </p>
      {chosen.size > 0 ? (
        <>
          {isMore && !all ? (
            <Button size="sm" className={thumb} variant="quiet" busy={counting === "busy"} onClick={() => void count()}>
              {t("all")}
            </Button>
          ) : null}
          <div className="flex flex-1 flex-wrap gap-2 sm:justify-end">
            <LinkButton
              href={`/api/v1/evidence/receipts.zip${records}`}
              download
              prefetch={false}
              size="sm"
              className={thumb}
              icon={<FileArchive aria-hidden="true" className={icon} />}
            >
              {t("zip")}
            </LinkButton>
            <LinkButton
              href={`/api/v1/evidence/receipts.pdf${records}`}
              download
              prefetch={false}
              size="sm"
              className={thumb}
              icon={<FileText aria-hidden="true" className={icon} />}
            >
              {t("pdf")}
            </LinkButton>
            <LinkButton
              href={`/evidence/export${records}`}
              download
              prefetch={false}
              size="sm"
              className={thumb}
              icon={<Download aria-hidden="true" className={icon} />}
            >
              {t("csv")}
            </LinkButton>
            {mayTag ? <TagDialog records={records} tagChoices={tagChoices} /> : null}
            <Button
              size="sm"
              className={thumb}
              variant="quiet"
              icon={<X aria-hidden="true" className={icon} />}
              onClick={clear}
            >
              {t("none")}
            </Button>
          </div>
        </>
      ) : null}
    </section>
  );
}

async function countMatches(query: string): Promise<Selection["all"]> {
  try {
    const response = await fetch(`/evidence/count${query}`, {
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
      cache: "no-store",
    });
    const answer: unknown = response.ok ? await response.json() : undefined;
    const { count, more } = (answer ?? {}) as { count?: unknown; more?: unknown };
    return typeof count === "number" && typeof more === "boolean" ? { count, more } : undefined;
  } catch {
    return undefined;
  }
}
