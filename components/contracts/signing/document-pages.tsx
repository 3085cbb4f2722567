"use client";

import { useTranslations } from "next-intl";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import type { OpenDocument } from "#components/contracts/seals/open-document.ts";
import { Callout } from "#components/ui/callout.tsx";
import { Progress } from "#components/ui/progress.tsx";
import { sha256 as digestOf, toHex } from "#lib/core/text/bytes.ts";
import { documentAddress, type Refusal, readDocument } from "./ask.ts";
import { DocumentPage } from "./document-page.tsx";

type State =
  | { kind: "reading" }
  | { kind: "shown"; open: OpenDocument; digest: string }
  | { kind: "failed"; refusal?: Refusal };

type DocumentPagesProps = {
  token: string;
  /** Of the document as this page was told of it. */
  sha256: string;
  onPages: (pages: number) => void;
  /** Digest, hex, of what is shown or was fetched. */
  onShown: (sha256: string) => void;
  /** The last page was seen, or the file fetched. */
  onEnd: () => void;
};

/** The pages one below the other, drawn as they come into view. What draws them is loaded with the document. */
export function DocumentPages({ token, sha256, onPages, onShown, onEnd }: DocumentPagesProps) {
  const t = useTranslations("signingPage.document");
  const [state, setState] = useState<State>({ kind: "reading" });
  const tell = useEffectEvent((open: OpenDocument, digest: string) => {
    onPages(open.pages);
    onShown(digest);
  });
  useEffect(() => {
    let isLeft = false;
    let close: (() => void) | undefined;
    setState({ kind: "reading" });
    void openFrom(token).then((next) => {
      close = next.kind === "shown" ? next.open.close : undefined;
      if (isLeft) return close?.();
      setState(next);
      if (next.kind === "shown") tell(next.open, next.digest);
    });
    return () => {
      isLeft = true;
      close?.();
    };
  }, [token]);
  const fetched = () => {
    // What is shown stays what is signed; where nothing can be shown it is what this page was told of.
    if (state.kind !== "shown") onShown(sha256);
    onEnd();
  };
  return (
    <section aria-label={t("label")} className="grid gap-4">
      <p className="flex flex-wrap gap-x-4 gap-y-1 text-sm text-ink-soft">
        {state.kind === "shown" ? <span>{t("pages", { pages: state.open.pages })}</span> : null}
        <a className="text-link" href={documentAddress(token)} download onClick={fetched}>
          {t("download")}
        </a>
      </p>
      {state.kind === "reading" ? <Progress label={t("reading")} /> : null}
      {state.kind === "failed" ? (
        <Callout tone="attention" role="alert">
          {state.refusal?.detail || t("notShown")}
        </Callout>
      ) : null}
      {state.kind === "shown" ? <Pages open={state.open} onEnd={onEnd} /> : null}
    </section>
  );
}

async function openFrom(token: string): Promise<State> {
  const read = await readDocument(token);
  if ("refusal" in read) return { kind: "failed", refusal: read.refusal };
  try {
    const { openDocument } = await import("#components/contracts/seals/open-document.ts");
    // Before the viewer, which takes the bytes with it.
    const digest = toHex(digestOf(read.pdf));
    return { kind: "shown", open: await openDocument(read.pdf), digest };
  } catch {
    return { kind: "failed" };
  }
}

function Pages({ open, onEnd }: { open: OpenDocument; onEnd: () => void }) {
  const end = useRef<HTMLDivElement>(null);
  const tellEnd = useEffectEvent(onEnd);
  const [ratio, setRatio] = useState<number>();
  useEffect(() => {
    // The end counts once the pages have their room: before that everything is in view at once.
    if (!end.current || ratio === undefined) return;
    const watch = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) tellEnd();
    });
    watch.observe(end.current);
    return () => watch.disconnect();
  }, [ratio]);
  const numbers = Array.from({ length: open.pages }, (_, at) => at + 1);
  return (
    <div className="grid gap-4">
      {numbers.map((number) => (
        <DocumentPage key={number} open={open} number={number} ratio={ratio ?? Math.SQRT2} onRatio={setRatio} />
      ))}
      <div ref={end} className="h-px" />
    </div>
  );
}
