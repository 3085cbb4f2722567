import type { ReactNode } from "react";
import { CopyButton } from "#components/ui/copy-button.tsx";

type CommandProps = {
  /** What it does, as it stands in "Copy …". */
  title: string;
  text: string;
  /** What it has to print. */
  expect?: ReactNode;
  /** Names it in the page. */
  id?: string;
};

/** Lines for a shell, as they are to be run. */
export function Command({ title, text, expect, id }: CommandProps) {
  return (
    <figure id={id} className="grid min-w-0 scroll-mt-6 gap-1.5">
      <figcaption className="flex items-center justify-between gap-3 text-sm font-medium">
        {title}
        <CopyButton value={text} what={title} />
      </figcaption>
      {/* Wrapped, not scrolled: a line that is cut off would be copied by eye. */}
      <pre className="rounded-md border border-rule bg-sunken px-3 py-2.5 font-mono text-xs leading-relaxed wrap-anywhere whitespace-pre-wrap">
        {text}
      </pre>
      {expect ? <p className="text-xs text-ink-soft text-pretty">{expect}</p> : null}
    </figure>
  );
}
