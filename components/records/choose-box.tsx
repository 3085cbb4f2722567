"use client";

import { Check } from "lucide-react";
import { type ComponentProps, useEffect, useRef } from "react";
import { useHydrated } from "#components/ui/use-hydrated.ts";

type ChooseBoxProps = Omit<ComponentProps<"input">, "type" | "ref"> & {
  /** Said to screen readers: beside it stands what it chooses. */
  "aria-label": string;
  /** Some of what it stands for is chosen. */
  some?: boolean;
};

/** A box that chooses a row, with room for a thumb. Nothing is chosen before the script runs that acts on it. */
export function ChooseBox({ some = false, disabled, ...rest }: ChooseBoxProps) {
  const input = useRef<HTMLInputElement>(null);
  const hydrated = useHydrated();
  useEffect(() => {
    if (input.current) input.current.indeterminate = some;
  }, [some]);
  return (
    <label className="relative -m-3 grid size-11 shrink-0 cursor-pointer place-items-center print:hidden">
      <input
        {...rest}
        ref={input}
        type="checkbox"
        disabled={disabled || !hydrated}
        className="peer size-5 cursor-pointer appearance-none rounded-sm border border-rule-strong bg-surface checked:border-ink checked:bg-ink indeterminate:border-ink indeterminate:bg-ink-soft hover:border-ink"
      />
      <Check
        aria-hidden="true"
        strokeWidth={3}
        className="pointer-events-none absolute size-3.5 text-paper opacity-0 peer-checked:opacity-100"
      />
      <span
        aria-hidden="true"
        className="pointer-events-none absolute h-0.5 w-2.5 bg-paper opacity-0 peer-indeterminate:opacity-100"
      />
    </label>
  );
}
