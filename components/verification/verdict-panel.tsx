import { Clock, Users } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "#components/ui/class-names.ts";
import { SealMark } from "#components/ui/seal-mark.tsx";
import type { Tone } from "#components/ui/tone.ts";
import { VerdictMark } from "#components/ui/verdict-mark.tsx";
import type { VerdictWords } from "./verdict-words.ts";

const GROUNDS: Record<Tone, string> = {
  ok: "border-ok-rule bg-ok-ground",
  attention: "border-attention-rule bg-attention-ground",
  danger: "border-danger-rule bg-danger-ground",
  neutral: "border-rule-strong bg-sunken",
};

const HEADLINES: Record<Tone, string> = {
  ok: "text-ok",
  attention: "text-attention",
  danger: "text-danger",
  neutral: "text-ink",
};

type VerdictPanelProps = {
  words: VerdictWords;
  /** When and by whom it was checked. */
  checked?: ReactNode;
  /** The facts that a reader wants first. */
  children?: ReactNode;
  actions?: ReactNode;
  id?: string;
};

/** One verdict: mark, headline, what it means. The seal is set only on what is anchored and proven. */
export function VerdictPanel({ words, checked, children, actions, id }: VerdictPanelProps) {
  return (
    <section
      aria-labelledby={id}
      className="animate-rise overflow-hidden rounded-lg border border-rule bg-surface shadow-raised"
    >
      <div className={cx("relative grid gap-4 border-b p-5 sm:p-8", GROUNDS[words.tone])}>
        {words.look === "valid" ? (
          <SealMark setting className="absolute end-5 top-5 size-16 sm:end-8 sm:top-8 sm:size-24" />
        ) : null}
        <VerdictMark look={words.look} />
        <div className={cx("grid gap-3", words.look === "valid" && "sm:pe-32")}>
          <h2 id={id} className={cx("font-serif text-2xl font-semibold text-balance", HEADLINES[words.tone])}>
            {words.headline}
          </h2>
          {words.body.map((paragraph) => (
            <p key={paragraph} className="max-w-prose text-base break-words text-pretty">
              {paragraph}
            </p>
          ))}
          {words.witness ? (
            <p className="flex max-w-prose gap-2 text-sm text-ink-soft">
              <Users aria-hidden="true" className="mt-1 size-4 shrink-0" />
              {words.witness}
            </p>
          ) : null}
          {words.time ? (
            <p className="flex max-w-prose gap-2 text-sm text-ink-soft">
              <Clock aria-hidden="true" className="mt-1 size-4 shrink-0" />
              {words.time}
            </p>
          ) : null}
        </div>
        {checked ? <p className="text-xs text-ink-soft">{checked}</p> : null}
      </div>
      {/* Nothing at all below the verdict leaves no empty strip. */}
      <div className="grid gap-4 p-5 empty:hidden sm:px-8 sm:py-6">
        {children}
        {actions ? <div className="flex flex-wrap gap-3 print:hidden">{actions}</div> : null}
      </div>
    </section>
  );
}
