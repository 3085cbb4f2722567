"use client";

import { Search } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import type { SealSpot } from "#lib/features/contracts/seals/types.ts";
import { type FoundWords, findWords } from "./ask-server.ts";

type KeywordFieldsProps = { seal: string; file: File; onPlace: (place: SealSpot | undefined) => void };
type Found = { keyword: string; found: FoundWords[]; more: boolean };

/** Words that stand in the document: each place of them is shown, and one is chosen. */
export function KeywordFields({ seal, file, onPlace }: KeywordFieldsProps) {
  const t = useTranslations("documentSeals.desk");
  const [typed, setTyped] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [result, setResult] = useState<Found | { refused: string }>();
  const [chosen, setChosen] = useState("");
  const choose = (which: string, keyword: string) => {
    setChosen(which);
    onPlace({ by: "keyword", keyword, which: Number.parseInt(which, 10) });
  };
  const look = async () => {
    const keyword = typed.trim();
    if (keyword === "") return;
    setBusy(true);
    onPlace(undefined);
    const answer = await findWords(file, { seal, keyword });
    setBusy(false);
    setResult("refused" in answer ? answer : { keyword, ...answer });
    const last = "found" in answer ? answer.found.length : 0;
    if (last > 0) choose(`${last}`, keyword);
  };
  return (
    <div className="grid gap-5">
      <div className="flex flex-wrap items-end gap-3">
        <div className="min-w-48 flex-1">
          <TextField
            label={t("keyword")}
            hint={t("keywordHint")}
            maxLength={100}
            autoComplete="off"
            value={typed}
            onChange={({ target }) => setTyped(target.value)}
          />
        </div>
        <Button onClick={look} busy={isBusy} icon={<Search aria-hidden="true" className="size-4" />}>
          {t("look")}
        </Button>
      </div>
      {result && "refused" in result ? (
        <Callout tone="danger" role="alert">
          {result.refused || t("lost")}
        </Callout>
      ) : null}
      {result && "found" in result ? (
        <div role="status" className="grid gap-3">
          <RadioGroup
            name="which"
            legend={t("found", { count: result.found.length })}
            value={chosen}
            onChange={(which) => choose(which, result.keyword)}
            options={result.found.map(({ page, before, words, after }, at) => ({
              value: `${at + 1}`,
              label: (
                <>
                  {before}
                  <mark className="bg-attention/25 text-ink">{words}</mark>
                  {after}
                </>
              ),
              hint: t("foundOn", { page }),
            }))}
          />
          {result.more ? <p className="text-xs text-ink-soft">{t("foundMore")}</p> : null}
        </div>
      ) : null}
    </div>
  );
}
