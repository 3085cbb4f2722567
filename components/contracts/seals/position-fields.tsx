"use client";

import { useTranslations } from "next-intl";
import { type MouseEvent, useEffect, useState } from "react";
import { TextField } from "#components/ui/text-field.tsx";
import type { SealSpot } from "#lib/features/contracts/seals/types.ts";
import type { DeskSeal } from "./desk.ts";
import type { DrawnPage, OpenDocument } from "./open-document.ts";

/** From the right lower corner of a page, until somebody says otherwise. */
const MARGIN_MM = 25;

type PositionFieldsProps = {
  seal: DeskSeal;
  /** Undefined where this browser cannot draw it: then it is said in numbers. */
  open: OpenDocument | undefined;
  onPlace: (place: SealSpot | undefined) => void;
};

/** A place on a picture of the page, by a press on it or in millimetres from its left lower corner. */
export function PositionFields({ seal, open, onPlace }: PositionFieldsProps) {
  const t = useTranslations("documentSeals.desk");
  const [page, setPage] = useState(`${open?.pages ?? 1}`);
  const [drawn, setDrawn] = useState<DrawnPage>();
  const [at, setAt] = useState({ x: "", y: "" });
  const number = Number.parseInt(page, 10);
  const isPage = number >= 1 && (open === undefined || number <= open.pages);
  useEffect(() => {
    if (!open || !isPage) return;
    let isLeft = false;
    open.draw(number).then(
      (next) => {
        if (isLeft) return;
        setDrawn(next);
        const [x, y] = [Math.max(0, next.width - seal.width - MARGIN_MM), MARGIN_MM];
        setAt((before) => (before.x === "" ? { x: rounded(x), y: rounded(y) } : before));
      },
      () => setDrawn(undefined),
    );
    return () => {
      isLeft = true;
    };
  }, [open, number, isPage, seal.width]);
  const [x, y] = [Number(at.x), Number(at.y)];
  const isSaid = isPage && at.x !== "" && at.y !== "" && x >= 0 && y >= 0;
  useEffect(
    () => onPlace(isSaid ? { by: "position", page: number, x, y } : undefined),
    [isSaid, number, x, y, onPlace],
  );
  const numeric = { type: "number", inputMode: "decimal", min: 0, step: "any" } as const;
  return (
    <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_16rem]">
      {drawn ? <PageToPress {...{ drawn, seal, x, y, number }} onAt={setAt} /> : <p>{t("notDrawn")}</p>}
      <div className="grid gap-4 lg:order-last">
        <TextField
          type="number"
          inputMode="numeric"
          label={open ? t("pageOf", { pages: open.pages }) : t("page")}
          min={1}
          max={open?.pages}
          value={page}
          onChange={({ target }) => setPage(target.value)}
          error={isPage ? undefined : t("noPage")}
        />
        <TextField
          {...numeric}
          label={t("fromLeft")}
          value={at.x}
          onChange={({ target }) => setAt({ ...at, x: target.value })}
        />
        <TextField
          {...numeric}
          label={t("fromBottom")}
          hint={t("corner")}
          value={at.y}
          onChange={({ target }) => setAt({ ...at, y: target.value })}
        />
      </div>
    </div>
  );
}

const rounded = (value: number): string => `${Math.round(value * 10) / 10}`;
const percent = (part: number): string => `${part * 100}%`;

type PageToPressProps = {
  drawn: DrawnPage;
  seal: DeskSeal;
  x: number;
  y: number;
  number: number;
  onAt: (at: { x: string; y: string }) => void;
};

function PageToPress({ drawn, seal, x, y, number, onAt }: PageToPressProps) {
  const t = useTranslations("documentSeals.desk");
  const { canvas, width, height } = drawn;
  const press = (event: MouseEvent<HTMLDivElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const [right, down] = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
    const within = (value: number, most: number) => rounded(Math.min(Math.max(0, value), Math.max(0, most)));
    onAt({
      x: within(right * width - seal.width / 2, width - seal.width),
      y: within((1 - down) * height - seal.height / 2, height - seal.height),
    });
  };
  return (
    <div className="grid gap-2">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: another way to what the two fields say, which are there for the keyboard */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the fields beside it are for the keyboard */}
      <div
        onClick={press}
        className="relative cursor-crosshair overflow-hidden rounded-lg border border-rule bg-white shadow-raised"
      >
        <div
          role="img"
          aria-label={t("pagePicture", { page: number })}
          ref={(place) => place?.replaceChildren(canvas)}
        />
        {/* biome-ignore lint/performance/noImgElement: drawn by our own renderer, sharp at any size */}
        <img
          src={`/api/v1/seals/${seal.id}/picture`}
          alt=""
          className="pointer-events-none absolute opacity-85 outline outline-dashed outline-seal/60"
          style={{
            left: percent(x / width),
            bottom: percent(y / height),
            width: percent(seal.width / width),
            height: percent(seal.height / height),
          }}
        />
      </div>
      <p className="text-xs text-ink-soft">{t("press")}</p>
    </div>
  );
}
