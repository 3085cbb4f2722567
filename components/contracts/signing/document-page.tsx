"use client";

import { useTranslations } from "next-intl";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import type { OpenDocument } from "#components/contracts/seals/open-document.ts";

/** Drawn when it is this near to what one sees, and forgotten when it is farther: a picture of a page is some nine megabytes. */
const NEAR = "150% 0px";

type DocumentPageProps = {
  open: OpenDocument;
  number: number;
  /** Height by width, until it is drawn. */
  ratio: number;
  onRatio: (ratio: number) => void;
};

/** A page as a picture, with its words beside it for who hears them. */
export function DocumentPage({ open, number, ratio, onRatio }: DocumentPageProps) {
  const t = useTranslations("signingPage.document");
  const place = useRef<HTMLDivElement>(null);
  const [isNear, setIsNear] = useState(false);
  const [own, setOwn] = useState<number>();
  const [text, setText] = useState("");
  const tellRatio = useEffectEvent(onRatio);
  useEffect(() => {
    if (!place.current) return;
    const watch = new IntersectionObserver(
      (entries) => setIsNear(entries.some(({ isIntersecting }) => isIntersecting)),
      { rootMargin: NEAR },
    );
    watch.observe(place.current);
    return () => watch.disconnect();
  }, []);
  useEffect(() => {
    const box = place.current;
    if (!isNear || !box) return;
    let isLeft = false;
    open.draw(number).then(
      ({ canvas, width, height }) => {
        if (isLeft) return;
        setOwn(height / width);
        tellRatio(height / width);
        canvas.setAttribute("aria-hidden", "true");
        box.replaceChildren(canvas);
      },
      () => undefined,
    );
    open.text(number).then(
      (words) => (isLeft ? undefined : setText(words)),
      () => undefined,
    );
    return () => {
      isLeft = true;
      box.replaceChildren();
    };
  }, [open, number, isNear]);
  return (
    <figure className="rounded-sm border border-rule bg-white">
      <div ref={place} className="overflow-hidden" style={{ aspectRatio: `1 / ${own ?? ratio}` }} />
      <figcaption className="sr-only">
        {t("page", { number, pages: open.pages })} {text}
      </figcaption>
    </figure>
  );
}
