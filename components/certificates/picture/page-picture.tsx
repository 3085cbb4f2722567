"use client";

import { FileImage } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import type { Drawn } from "./draw-pages.ts";

type PagePictureProps = {
  /** The PDF as delivered, for whose pages its verdict vouches. Rejects where there is none. */
  pdf: () => Promise<Uint8Array>;
  /** Element that has in words what the certificate says. */
  contentId: string;
};

type State = "hidden" | "drawing" | "failed" | Drawn;

/** The certificate as designed, drawn when somebody asks for it. Needs the messages `certificateVerdict`. */
export function PagePicture({ pdf, contentId }: PagePictureProps) {
  const t = useTranslations("certificateVerdict.picture");
  const [state, setState] = useState<State>("hidden");
  const drawn = typeof state === "object" ? state : undefined;
  const press = () => {
    if (drawn) return setState("hidden");
    setState("drawing");
    drawDesigned(pdf).then(setState, () => setState("failed"));
  };
  return (
    <section className="grid gap-3">
      <Button
        className="justify-self-start"
        icon={<FileImage aria-hidden="true" className="size-4" />}
        busy={state === "drawing"}
        aria-expanded={drawn !== undefined}
        onClick={press}
      >
        {t(drawn ? "hide" : "show")}
      </Button>
      <p role="status" className="sr-only">
        {drawn ? t("drawn") : state === "drawing" ? t("drawing") : ""}
      </p>
      {state === "failed" ? (
        <Callout tone="attention" role="alert" title={t("failed")}>
          {t("failedText")}
        </Callout>
      ) : null}
      {drawn ? <Pages drawn={drawn} contentId={contentId} /> : null}
    </section>
  );
}

function Pages({ drawn: { pages, count }, contentId }: { drawn: Drawn; contentId: string }) {
  const t = useTranslations("certificateVerdict.picture");
  return (
    <figure className="grid gap-3">
      {pages.map((canvas, at) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: pages are known by their place
          key={at}
          role="img"
          aria-label={t("page", { page: at + 1, count })}
          className="overflow-hidden rounded-lg border border-rule bg-white break-inside-avoid"
          ref={(place) => place?.replaceChildren(canvas)}
        />
      ))}
      <figcaption className="grid gap-1 text-sm text-ink-soft">
        {count > pages.length ? <p>{t("more", { count: pages.length })}</p> : null}
        <p className="max-w-prose">{t("means")}</p>
        <a
          href={`#${contentId}`}
          className="text-link inline-flex min-h-11 items-center justify-self-start print:hidden"
        >
          {t("content")}
        </a>
      </figcaption>
    </figure>
  );
}

/** From the bytes that are proven, and none of what stands behind them. */
async function drawDesigned(pdf: () => Promise<Uint8Array>): Promise<Drawn> {
  const [bytes, { designedPages }, { drawPages }] = await Promise.all([
    pdf(),
    import("#lib/verify/certificate/designed-pages.ts"),
    import("./draw-pages.ts"),
  ]);
  const designed = await designedPages(bytes);
  if (designed === undefined) throw new Error("Nothing vouches for its pages");
  return await drawPages(designed);
}
