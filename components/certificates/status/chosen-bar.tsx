"use client";

import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Selection } from "#components/records/use-selection.ts";
import { Button } from "#components/ui/button.tsx";
import type { CertificateSummary } from "#lib/features/certificates/issuing/types.ts";
import { ChangeStatus } from "./change-status.tsx";

const ANSWER_TIMEOUT_MS = 20_000;

type Listed = Pick<CertificateSummary, "id" | "state">;

type ChosenBarProps = {
  rows: readonly Listed[];
  selection: Selection;
  /** Where all that the filters find is listed. */
  matches: string;
  /** There are more under these filters than this page has. */
  isMore: boolean;
};

/** What can be done with the chosen certificates. In sight as long as any is chosen. */
export function ChosenBar({ rows, selection, matches, isMore }: ChosenBarProps) {
  const t = useTranslations("issued.chosen");
  const [listing, setListing] = useState<"no" | "busy" | "failed">("no");
  const [found, setFound] = useState<readonly Listed[]>([]);
  const { all, clear } = selection;
  const chosen = all ? found : rows.filter(({ id }) => selection.chosen.has(id));
  const isAny = chosen.length > 0;
  const list = async () => {
    setListing("busy");
    const answer = await listMatches(matches);
    setListing(answer ? "no" : "failed");
    if (!answer) return;
    setFound(answer.certificates);
    selection.chooseAll({ count: answer.certificates.length, more: answer.more });
  };
  const words = () => {
    if (listing === "failed") return t("failed");
    if (all) return t(all.more ? "allMore" : "allCount", { count: all.count });
    return isAny ? t("count", { count: chosen.length }) : "";
  };
  return (
    <section
      aria-label={t("bar")}
      className={
        isAny
          ? "sticky bottom-0 z-10 flex flex-wrap items-center gap-x-4 gap-y-2 rounded-lg border border-rule-strong bg-surface px-4 py-3 shadow-floating print:hidden"
          : "sr-only"
      }
    >
      <p role="status" className="text-sm font-medium">
        {words()}
      </p>
      {isAny && isMore && !all ? (
        <Button size="sm" variant="quiet" busy={listing === "busy"} onClick={() => void list()}>
          {t("all")}
        </Button>
      ) : null}
      <div className="flex flex-1 flex-wrap gap-2 sm:justify-end">
        <ChangeStatus
          // One that has expired stands as it stood; what may be done is judged when it is done.
          certificates={chosen.map(({ id, state }) => ({ id, state: state === "expired" ? "valid" : state }))}
          onDone={clear}
        />
        {isAny ? (
          <Button size="sm" variant="quiet" icon={<X aria-hidden="true" className="size-4" />} onClick={clear}>
            {t("none")}
          </Button>
        ) : null}
      </div>
    </section>
  );
}

/** @returns undefined where they could not be had */
async function listMatches(path: string): Promise<{ certificates: Listed[]; more: boolean } | undefined> {
  try {
    const response = await fetch(path, { signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS), cache: "no-store" });
    const answer: unknown = response.ok ? await response.json() : undefined;
    const { certificates, more } = (answer ?? {}) as { certificates?: Listed[]; more?: unknown };
    return Array.isArray(certificates) && typeof more === "boolean" ? { certificates, more } : undefined;
  } catch {
    return undefined;
  }
}
