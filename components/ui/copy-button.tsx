"use client";

import { Check, Copy } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { cx } from "./class-names.ts";
import { ScriptedButton } from "./scripted-button.tsx";

const SHOWN_MS = 2_000;

type CopyButtonProps = {
  value: string;
  /** What is copied, as it stands in a sentence: "Copy the digest". */
  what: string;
  /** Shows words beside the icon. */
  wordy?: boolean;
};

/** Copies, says so, and says when the browser did not allow it. */
export function CopyButton({ value, what, wordy }: CopyButtonProps) {
  const t = useTranslations("common");
  const [outcome, setOutcome] = useState<"copied" | "copyFailed">();
  useEffect(() => {
    if (!outcome) return;
    const timer = setTimeout(() => setOutcome(undefined), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
      setOutcome("copied");
    } catch {
      // Also where there is no clipboard at all: outside a secure context.
      setOutcome("copyFailed");
    }
  };
  const label = t("copyWhat", { what });
  return (
    <>
      <ScriptedButton
        type="button"
        onClick={copy}
        aria-label={wordy ? undefined : label}
        title={wordy ? undefined : label}
        className={cx(
          "inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md text-ink-soft hover:bg-sunken hover:text-ink print:hidden",
          wordy
            ? "min-h-9 border border-rule-strong px-3 text-xs font-medium pointer-coarse:min-h-11"
            : // A finger has 44 px, while the line that it stands in stays as high as its text.
              "relative size-8 pointer-coarse:after:absolute pointer-coarse:after:-inset-1.5",
        )}
      >
        {outcome === "copied" ? (
          <Check aria-hidden="true" className="size-4 text-ok" />
        ) : (
          <Copy aria-hidden="true" className="size-4" />
        )}
        {wordy ? label : null}
      </ScriptedButton>
      <span role="status" className={outcome === "copyFailed" ? "text-xs text-danger" : "sr-only"}>
        {outcome ? t(outcome) : ""}
      </span>
    </>
  );
}
