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

/** Of the headline of the one verdict on a page. */
export const VERDICT_ID = "verdict";

/** Of the screen's height: a headline that stands in it has its verdict below it on the screen. */
const IN_SIGHT = 2 / 3;

/** A reader who was waiting goes on reading at the verdict, wherever the focus was when they asked for it. */
export function focusVerdict(): void {
  // Once it has been drawn: sooner, where it stands would have to be worked out in the same breath in which it is made.
  requestAnimationFrame(() =>
    setTimeout(() => {
      const headline = document.getElementById(VERDICT_ID);
      if (!headline) return;
      headline.focus({ preventScroll: true });
      const { top } = headline.getBoundingClientRect();
      // Who sees it already is not moved: it would also be the end of what browsers measure of a page that has just been opened.
      if (top >= 0 && top <= innerHeight * IN_SIGHT) return;
      headline.closest("section")?.scrollIntoView({ block: "start", behavior: "smooth" });
    }),
  );
}

type VerdictPanelProps = {
  words: VerdictWords;
  /** When and by whom it was checked. */
  checked?: ReactNode;
  /** By whom and when what it is about was recorded. */
  recorded?: ReactNode;
  /** The facts that a reader wants first. */
  children?: ReactNode;
  actions?: ReactNode;
  id?: string;
};

/** One verdict: mark, headline, what it means. The seal is set only on what is anchored and proven. */
export function VerdictPanel({ words, checked, recorded, children, actions, id }: VerdictPanelProps) {
  return (
    <section
      aria-labelledby={id}
      className="animate-rise scroll-mt-6 overflow-hidden rounded-lg border border-rule bg-surface shadow-raised"
    >
      <div className={cx("relative grid gap-4 border-b p-5 sm:p-8", GROUNDS[words.tone])}>
        {words.look === "valid" ? (
          <SealMark setting className="absolute end-5 top-5 size-16 sm:end-8 sm:top-8 sm:size-24" />
        ) : null}
        <VerdictMark look={words.look} />
        <div className={cx("grid gap-3", words.look === "valid" && "sm:pe-32")}>
          <h2
            id={id}
            // Focused by script alone, once the verdict is there.
            tabIndex={-1}
            className={cx("font-serif text-2xl font-semibold text-balance outline-none", HEADLINES[words.tone])}
          >
            {words.headline}
          </h2>
          {recorded ? <p className="max-w-prose text-base wrap-anywhere">{recorded}</p> : null}
          {words.body.map((paragraph) => (
            <p key={paragraph} className="max-w-prose text-base wrap-anywhere text-pretty">
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
        {actions ? <div className="flex flex-wrap gap-3 print:hidden">{actions}</div> : null}
        {children}
      </div>
    </section>
  );
}
