"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Callout } from "#components/ui/callout.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import type { CertificateValues } from "#lib/features/certificates/templates/types.ts";
import { useEditor } from "../editor.ts";
import { FaultList } from "../fault-list.tsx";
import type { PreviewWish } from "../requests.ts";
import { OwnValues } from "./own-values.tsx";
import { PdfButton } from "./pdf-button.tsx";
import { type PreviewChoice, type Shown, usePreview } from "./use-preview.ts";

const CHOICES = ["ordinary", "shortest", "longest", "own"] as const satisfies readonly PreviewChoice[];

/** The certificate as the server draws it, with values of one's choice, and what is wrong with them. */
export function PreviewPanel() {
  const t = useTranslations("templates.designer.preview");
  const { document, labelOf } = useEditor();
  const [choice, choose] = useState<PreviewChoice>("ordinary");
  const [own, setOwn] = useState<CertificateValues>();
  const { shown, state, problem, wish } = usePreview({ document, choice, own: own ?? {} });
  const take = (value: string) => {
    choose(value as PreviewChoice);
    // One's own begin with what was seen last.
    if (value === "own" && own === undefined) setOwn(shown?.values ?? {});
  };
  return (
    <div className="grid items-start gap-6 lg:grid-cols-[20rem_minmax(0,1fr)]">
      <div className="grid gap-5">
        <RadioGroup
          name="sample"
          legend={t("with")}
          value={choice}
          onChange={take}
          options={CHOICES.map((value) => ({ value, label: t(`choices.${value}`), hint: t(`hints.${value}`) }))}
        />
        {choice === "own" ? <OwnValues values={own ?? {}} onValues={setOwn} /> : null}
      </div>
      <div className="grid gap-4">
        <p role="status" className="flex min-h-6 items-center gap-2 text-sm text-ink-soft">
          {state === "drawing" ? <Spinner /> : null}
          {t(state)}
        </p>
        {problem ? (
          <Callout tone="danger" role="alert">
            {problem}
          </Callout>
        ) : null}
        {shown ? <Drawn shown={shown} wish={wish} labelOf={labelOf} /> : null}
      </div>
    </div>
  );
}

function Drawn({ shown, wish, labelOf }: { shown: Shown; wish: PreviewWish; labelOf: (name: string) => string }) {
  const t = useTranslations("templates.designer.preview");
  return (
    <>
      <FaultList faults={shown.faults} labelOf={labelOf} />
      {shown.picture ? (
        <>
          {/* biome-ignore lint/performance/noImgElement: drawn by the server, this once */}
          <img
            src={shown.picture}
            alt={t("alt")}
            className="w-full rounded-md border border-rule bg-white shadow-raised"
          />
          <PdfButton wish={wish} />
        </>
      ) : null}
    </>
  );
}
