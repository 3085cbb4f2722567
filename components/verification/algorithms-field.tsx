"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { TextareaField } from "#components/ui/textarea-field.tsx";
import { type BrokenSince, parseAlgorithms } from "#lib/core/renewal/algorithms.ts";

type AlgorithmsFieldProps = { onBroken: (broken: BrokenSince | undefined) => void };

/** Where a reader says until when algorithms count for them, as the command line takes it; what cannot be read counts for nothing, and says so. */
export function AlgorithmsField({ onBroken }: AlgorithmsFieldProps) {
  const t = useTranslations("verify.algorithms");
  const [text, setText] = useState("");
  const read = parseAlgorithms(text);
  const problem = "error" in read ? t("bad", { line: read.line, reason: t(`reason.${read.error}`) }) : undefined;
  return (
    <TextareaField
      name="algorithms"
      label={t("label")}
      hint={t("hint")}
      placeholder="sha-256 broken since 2041-03-01"
      rows={3}
      value={text}
      error={problem}
      onChange={({ target: { value } }) => {
        setText(value);
        const next = parseAlgorithms(value);
        onBroken("error" in next || next.size === 0 ? undefined : next);
      }}
      autoComplete="off"
      autoCapitalize="off"
      spellCheck={false}
      className="font-mono text-xs"
    />
  );
}
