"use client";

import { useTranslations } from "next-intl";
import { type PointerEvent, useRef, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { POINTS_MAX, STROKES_MAX } from "#lib/features/contracts/signing/types.ts";

type Stroke = readonly (readonly [number, number])[];
type SignaturePadProps = { strokes: readonly Stroke[]; onStrokes: (strokes: Stroke[]) => void };

/** Its inner measures, whatever size it has on the screen. */
const [WIDTH, HEIGHT] = [600, 200];

/** A place to write with finger, pen or mouse. */
export function SignaturePad({ strokes, onStrokes }: SignaturePadProps) {
  const t = useTranslations("signingPage.appearance");
  const pad = useRef<SVGSVGElement>(null);
  const [current, setCurrent] = useState<Stroke>([]);
  const count = strokes.reduce((sum, { length }) => sum + length, 0) + current.length;
  const pointOf = ({ clientX, clientY }: PointerEvent): readonly [number, number] => {
    const { left, top, width, height } = pad.current?.getBoundingClientRect() ?? new DOMRect(0, 0, WIDTH, HEIGHT);
    const within = (value: number, most: number) => Math.round(Math.min(most, Math.max(0, value)));
    return [within(((clientX - left) / width) * WIDTH, WIDTH), within(((clientY - top) / height) * HEIGHT, HEIGHT)];
  };
  const start = (event: PointerEvent<SVGSVGElement>) => {
    if (!event.isPrimary || strokes.length >= STROKES_MAX || count >= POINTS_MAX) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    setCurrent([pointOf(event)]);
  };
  const move = (event: PointerEvent) => {
    if (current.length > 0 && count < POINTS_MAX) setCurrent([...current, pointOf(event)]);
  };
  const end = () => {
    if (current.length > 0) onStrokes([...strokes, current]);
    setCurrent([]);
  };
  return (
    <div className="grid gap-2">
      <svg
        ref={pad}
        role="img"
        aria-label={t("pad")}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        onPointerDown={start}
        onPointerMove={move}
        onPointerUp={end}
        onPointerCancel={end}
        className="w-full touch-none rounded-md border border-rule-strong bg-white"
      >
        <line x1="40" x2={WIDTH - 40} y1="160" y2="160" className="stroke-neutral-300" />
        {[...strokes, current].map((stroke, at) => (
          <polyline
            // biome-ignore lint/suspicious/noArrayIndexKey: strokes are told apart by their order alone
            key={at}
            points={(stroke.length === 1 ? [...stroke, ...stroke] : stroke).map((point) => point.join(",")).join(" ")}
            fill="none"
            stroke="#14213d"
            strokeWidth="4"
            strokeLinecap="round"
            strokeLinejoin="round"
          />
        ))}
      </svg>
      <Button
        type="button"
        size="sm"
        className="justify-self-start"
        disabled={strokes.length === 0}
        onClick={() => onStrokes([])}
      >
        {t("clear")}
      </Button>
    </div>
  );
}
